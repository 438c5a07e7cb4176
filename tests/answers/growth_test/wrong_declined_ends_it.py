"""An order is an order.

Says: your test ended with that exception
"""

import gc
import tracemalloc
from itertools import count


def grows(make_service):
    service, numbers = make_service(), count(1)
    tracemalloc.start()

    def look_after(orders):
        for _ in range(orders):
            service.handle(next(numbers))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    first = look_after(200)
    second = look_after(400)
    tracemalloc.stop()
    return second - first > 400 * 32
