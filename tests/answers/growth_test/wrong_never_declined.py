"""Only valid orders, so that nothing disturbs.

Says: None of them was declined.
"""

import gc
import tracemalloc
from contextlib import suppress
from itertools import count

from coursekit.exercises.leak_hunting import Declined


def grows(make_service):
    service, numbers = make_service(), (number for number in count(1) if number % 10)
    tracemalloc.start()

    def look_after(orders):
        for _ in range(orders):
            with suppress(Declined):
                service.handle(next(numbers))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    first = look_after(200)
    second = look_after(400)
    tracemalloc.stop()
    return second - first > 400 * 32
