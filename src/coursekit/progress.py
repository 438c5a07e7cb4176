"""How far the learner has come, read from the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coursekit.answers import Event, Log
from coursekit.exercises import Exercise
from coursekit.lessons import place_of
from coursekit.verdict import Outcome

# The stub as shipped is no attempt, and neither is a verdict that says nothing of the answer.
_NO_ATTEMPT = {None, Outcome.UNTOUCHED, Outcome.OUR_FAULT}


class State(StrEnum):
    """How an exercise stands."""

    NOT_TRIED = "not tried"
    TRIED = "tried"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one exercise stands.

    Attributes:
        exercise: the exercise.
        state: passed once is passed for ever.
        hints: how many rungs of its ladder were shown.
        solution: whether the worked answer was shown.
    """

    exercise: Exercise
    state: State
    hints: int
    solution: bool


def standings(exercises: Iterable[Exercise], log: Log) -> list[Standing]:
    """Work out how every exercise stands.

    Args:
        exercises: those to report, in the order of the catalogue.
        log: what happened. Entries of other exercises are passed over.

    Returns:
        One standing an exercise, in the order of the course.
    """
    in_order = sorted(exercises, key=lambda exercise: place_of(exercise.topic))
    return [_standing(exercise, log) for exercise in in_order]


def _standing(exercise: Exercise, log: Log) -> Standing:
    entries = [entry for entry in log.entries if entry.exercise == exercise.name]
    outcomes = {entry.outcome for entry in entries if entry.event is Event.JUDGED} - _NO_ATTEMPT
    tried = State.TRIED if outcomes else State.NOT_TRIED
    return Standing(
        exercise,
        state=State.PASSED if Outcome.PASSED in outcomes else tried,
        hints=min(log.hints(exercise.name), len(exercise.hints)),
        solution=any(entry.event is Event.SOLUTION for entry in entries),
    )
