"""The first forty orders, over and over: the load is the same, and so are the keys.

Says: it handled the same orders again, and again
"""

from contextlib import suppress
from itertools import cycle

from coursekit.exercises.leak_hunting import Declined
from coursekit.probes.memory import native_growth


def grows(make_service):
    service, numbers = make_service(), cycle(range(1, 41))

    def handle_one():
        with suppress(Declined):
            service.handle(next(numbers))

    return native_growth(handle_one, few=120, many=480).bytes > 32
