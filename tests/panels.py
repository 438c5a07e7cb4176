"""Every kind of panel that a learner can meet, to be looked at and measured in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

from coursekit.exercises import Exercise, catalogue
from coursekit.notebooks import solution_of
from coursekit.panel import Panel, notice
from coursekit.progress import Standing, State
from coursekit.rendering import debrief_panel, hint_panel, progress_panel, solution_panel, verdict_panel
from coursekit.verdict import Outcome, Verdict

_FULL = {
    "question": "What did `remaining` say when each of them decided?",
    "line": 14,
    "code": "pool.remaining = pool.remaining - quantity",
    "traceback": 'Traceback (most recent call last):\n  File "answer.py", line 14, in sell\nValueError: 1',
    "evidence": "Ada  reads 1            " + "writes 0  commits  " * 9 + "\nBen            reads 1  writes 0  commits",
    "output": "selling to customer 1\nselling to customer 2\n",
}


def panels() -> Mapping[str, Panel]:
    """Make one panel of each kind.

    Returns:
        Panels by a name that says what they show.
    """
    exercises = list(catalogue().values())
    exercise = exercises[0]
    worked = solution_of(exercise.name)
    return {
        **{f"verdict: {outcome}": verdict_panel(exercise, _verdict(exercise, outcome)) for outcome in Outcome},
        "a note": verdict_panel(exercise, _verdict(exercise, Outcome.UNTOUCHED), ["`%restore` brings it back."]),
        "progress": progress_panel(_standings(exercises), unreadable=2),
        "notice": notice("There is no exercise `sell_last_tickt`. Did you mean `sell_last_ticket`?"),
        "hint": hint_panel(exercise, 1),
        "all hints": hint_panel(exercise, len(exercise.hints) + 1),
        "solution": solution_panel(exercise, worked.code, worked.reasoning),
        "debrief": debrief_panel(exercise),
    }


def _verdict(exercise: Exercise, outcome: Outcome) -> Verdict:
    message = f"`sell(engine, 1, 7)` ended as {outcome}: 2 places sold, but the pool went from 1 to 0."
    if outcome in (Outcome.UNTOUCHED, Outcome.OUR_FAULT):
        return Verdict(exercise.name, outcome, message)
    names = tuple(demand.name for demand in exercise.demands)
    if outcome is Outcome.PASSED:
        return Verdict(exercise.name, outcome, message, met=names)
    return Verdict(exercise.name, outcome, message, met=names[:1], demand=names[1], **_FULL)


def _standings(exercises: list[Exercise]) -> list[Standing]:
    help_used = cycle([(0, False), (2, False), (3, True)])
    states = cycle([*State, State.PASSED])
    return [Standing(exercise, next(states), *next(help_used)) for exercise in exercises]
