"""A leak is objects that are still there, so count them.

Says: The collector knows of containers only
"""

import gc
from contextlib import suppress
from itertools import count

from coursekit.exercises.leak_hunting import Declined


def grows(make_service):
    service, numbers = make_service(), count(1)

    def look_after(orders):
        for _ in range(orders):
            with suppress(Declined):
                service.handle(next(numbers))
        gc.collect()
        return len(gc.get_objects())

    first = look_after(200)
    return look_after(400) - first > 100
