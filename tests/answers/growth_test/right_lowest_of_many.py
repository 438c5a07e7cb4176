"""The lowest of several looks in each half; rows are counted by memray, objects by tracemalloc."""

from contextlib import suppress
from itertools import count
import gc
import tracemalloc

from coursekit.exercises.leak_hunting import Declined
from coursekit.probes.memory import native_growth


def lowest(handle_one):
    found = []
    for _ in range(50):
        handle_one()
        gc.collect(0)
        found.append(tracemalloc.get_traced_memory()[0])
    gc.collect()
    return min(*found, tracemalloc.get_traced_memory()[0])


def grows(make_service):
    numbers, service = count(1), make_service()

    def handle_one():
        with suppress(Declined):
            service.handle(next(numbers))

    tracemalloc.start()
    try:
        for _ in range(150):
            handle_one()
        first = lowest(handle_one)
        for _ in range(1_000):
            handle_one()
        second = lowest(handle_one)
    finally:
        tracemalloc.stop()
    if (second - first) / 1_050 > 20:
        return True
    return native_growth(handle_one, few=160, many=800).bytes > 64
