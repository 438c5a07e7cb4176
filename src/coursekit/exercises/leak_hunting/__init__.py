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

__all__ = ["EXERCISES", "SERVICES", "Declined", "Letter", "PaymentFailed"]

EXERCISES = (
    leak_cache_or_fragmentation.EXERCISE,
    seat_map_listeners.EXERCISE,
    cache_on_a_method.EXERCISE,
    dead_letter_exceptions.EXERCISE,
    growth_test.EXERCISE,
)
