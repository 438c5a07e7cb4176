"""The process size is what counts.

Says: RSS moves by pages and arenas
"""

import gc
from contextlib import suppress
from itertools import count

import psutil

from coursekit.exercises.leak_hunting import Declined


def grows(make_service):
    service, numbers = make_service(), count(1)

    def look_after(orders):
        for _ in range(orders):
            with suppress(Declined):
                service.handle(next(numbers))
        gc.collect()
        return psutil.Process().memory_info().rss

    first = look_after(200)
    return look_after(600) - first > 600 * 5_000
