"""What is there after a hundred orders and was not there before has leaked.

Says: a cache that filled
"""

import tracemalloc

from coursekit.exercises.leak_hunting import Declined


def grows(make_service):
    service = make_service()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(1, 121):
        try:
            service.handle(number)
        except Declined:
            pass
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return after > before
