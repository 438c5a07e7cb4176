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
    teaches=("lost update", "write skew", "deadlock"),
    needs=("SQL",),
)

EXERCISES = (
    sell_last_ticket.EXERCISE,
    two_adjacent_seats.EXERCISE,
    at_most_four.EXERCISE,
    choose_a_remedy.EXERCISE,
)
