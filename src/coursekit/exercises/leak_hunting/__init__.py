"""The exercises of the lesson on leaks: three repairs, one diagnosis, and one test that is tested."""

from coursekit.exercises.leak_hunting import (
    cache_on_a_method,
    dead_letter_exceptions,
    growth_test,
    leak_cache_or_fragmentation,
    seat_map_listeners,
)
from coursekit.exercises.leak_hunting.boxes import SERVICES
from coursekit.exercises.leak_hunting.charges import Letter, PaymentFailed
from coursekit.exercises.leak_hunting.services import Declined
from coursekit.lessons import Lesson

__all__ = ["EXERCISES", "LESSON", "SERVICES", "Declined", "Letter", "PaymentFailed"]

LESSON = Lesson(
    topic="leak_hunting",
    title="Leak hunting",
    minutes=50,
    teaches=(
        "resident set",
        "cycle collector",
        "slope",
        "knee",
        "peak",
        "tracemalloc",
        "memray",
        "arena",
        "flame graph",
        "retaining path",
        "co_freevars",
        "bound method",
        "dead letter",
        "ContextVar",
        "weak reference",
        "bounded cache",
        "fragmentation",
        "growth per operation",
    ),
    needs=("closures", "asyncio", "reference counting"),
)

EXERCISES = (
    leak_cache_or_fragmentation.EXERCISE,
    seat_map_listeners.EXERCISE,
    cache_on_a_method.EXERCISE,
    dead_letter_exceptions.EXERCISE,
    growth_test.EXERCISE,
)
