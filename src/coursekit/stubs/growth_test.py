import tracemalloc

from coursekit.exercises.leak_hunting import Declined


def grows(make_service) -> bool:
    """Tell whether a service keeps more, the more orders it handles."""
    service = make_service()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(1, 121):
        try:
            service.handle(number)
        except Declined:
            pass
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after > before