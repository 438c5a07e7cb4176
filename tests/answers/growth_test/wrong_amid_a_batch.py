"""100 and 350 are two sizes like any other.

Says: What your looks differ by is orders that were waiting.
"""

import gc
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
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    first = look_after(100)
    second = look_after(250)
    tracemalloc.stop()
    return second - first > 250 * 32
