"""The start page, and its warm-up exercise: everything that an exercise does, before one is hard."""

from coursekit.exercises.start_here import split_the_bill
from coursekit.lessons import Lesson

__all__ = ["EXERCISES", "LESSON"]

LESSON = Lesson(topic="start_here", title="Start here", minutes=15, teaches=(), needs=("HTTP",))

EXERCISES = (split_the_bill.EXERCISE,)
