"""The probe by memray, at multiples of the batch."""

from contextlib import suppress
from itertools import count

from coursekit.exercises.leak_hunting import Declined
from coursekit.probes.memory import native_growth


def grows(make_service):
    service, numbers = make_service(), count(1)

    def handle_one():
        with suppress(Declined):
            service.handle(next(numbers))

    return native_growth(handle_one, few=200, many=600).bytes > 32
