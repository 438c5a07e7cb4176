"""What is garbage is not there.

Says: was garbage that nobody had collected
"""

import tracemalloc
from contextlib import suppress
from itertools import count

from coursekit.exercises.leak_hunting import Declined


def grows(make_service):
    service, numbers = make_service(), count(1)
    tracemalloc.start()

    def look_after(orders):
        for _ in range(orders):
            with suppress(Declined):
                service.handle(next(numbers))
        return tracemalloc.get_traced_memory()[0]

    first = look_after(200)
    second = look_after(440)
    tracemalloc.stop()
    return second - first > 440 * 32
