"""The exercises of the lesson on race conditions: three on Curtain's tables, and one on a model of it."""

from coursekit.exercises.race_conditions import (
    at_most_four,
    choose_a_remedy,
    sell_last_ticket,
    two_adjacent_seats,
)
from coursekit.exercises.race_conditions.remedies import REMEDIES
from coursekit.exercises.race_conditions.situations import FAULTS, SITUATIONS, Report, price
from coursekit.lessons import Lesson

__all__ = ["EXERCISES", "FAULTS", "LESSON", "REMEDIES", "SITUATIONS", "Report", "price"]

LESSON = Lesson(
    topic="race_conditions",
    title="Race conditions",
    minutes=50,
    teaches=(
        "isolation level",
        "lost update",
        "READ COMMITTED",
        "first updater wins",
        "REPEATABLE READ",
        "FOR UPDATE",
        "identity map",
        "NOWAIT",
        "SKIP LOCKED",
        "version column",
        "write skew",
        "SERIALIZABLE",
        "advisory lock",
        "jittered pause",
        "snapshot",
        "deadlock",
        "preemption",
        "hot row",
        "pessimistic",
        "optimistic",
    ),
    needs=("SQL", "Session", "COMMIT", "idempotency key", "weak reference"),
)

EXERCISES = (
    sell_last_ticket.EXERCISE,
    two_adjacent_seats.EXERCISE,
    at_most_four.EXERCISE,
    choose_a_remedy.EXERCISE,
)
