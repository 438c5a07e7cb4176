"""Who judges thirty learners, and what is asked of each: the same answers, and the same checks as far as they go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.field.environments import NotInstalled
from tests.field.graders import Grader, Nbgrader, Otter, Ours, Scores
from tests.field.learners import ACCIDENTS, EXERCISES, Class, make_accident, make_class
from tests.field.rounds import Contender
from tests.field.running import Ran

_LIMIT = 600.0  # seconds for a class of thirty
ACCIDENT_SECONDS = 150.0  # for a class of two; nbgrader's own limit is 30 a cell, and three cells meet the loop


def contenders(size: int, environments: Path, templates: Path, missing: dict[str, str]) -> list[Contender]:
    """Say who takes part.

    Args:
        size: how many learners.
        environments: where the graders' environments are, or go.
        templates: a folder for what is made once: packed checks, a course of nbgrader's.
        missing: filled with who cannot take part, and why.

    Returns:
        A contender for each grader and the whole class, then one for each grader and accident.
    """
    graders: list[Grader] = [Ours()]
    makers: dict[str, Callable[[Path, Path], Grader]] = {"otter-grader": Otter.make, "nbgrader": Nbgrader.make}
    for name, make in makers.items():
        try:
            graders.append(make(environments, templates))
        except (NotInstalled, RuntimeError) as error:
            missing[name] = str(error)
    learners = make_class(size)
    found = [_whole_class(grader, learners) for grader in graders]
    return found + [_accident(grader, kind) for kind in ACCIDENTS for grader in graders]


def counts(learners: Class, scores: Scores) -> str:
    """Say how many answers were judged as they should be.

    Args:
        learners: the answers.
        scores: what a grader made of them.

    Returns:
        A few words.

    Raises:
        ValueError: there is no score at all.
    """
    verdicts = {True: [0, 0, 0], False: [0, 0, 0]}  # right or wrong: accepted, rejected, without a score
    for learner, answers in learners.items():
        for exercise, answer in answers.items():
            accepted = scores.get(learner, {}).get(exercise)
            verdicts[answer.right][2 if accepted is None else 1 - accepted] += 1
    right, wrong = verdicts[True], verdicts[False]
    if not any(right[:2] + wrong[:2]):
        raise ValueError("no answer has a score")
    words = f"{right[0]} of {sum(right)} right answers accepted, {wrong[1]} of {sum(wrong)} wrong ones rejected"
    return words + (f", {right[2] + wrong[2]} without a score" if right[2] + wrong[2] else "")


def aftermath(scores: Scores, ran: Ran) -> str:
    """Say what became of an accident and of those around it.

    Args:
        scores: what a grader made of `make_accident`.
        ran: how its command ended.

    Returns:
        A few words.
    """
    said = {True: "accepted", False: "rejected", None: "no score"}
    broken, other = (said[scores.get("accident", {}).get(exercise)] for exercise in EXERCISES)
    neighbour = scores.get("neighbour", {})
    judged = "judged" if all(neighbour.get(exercise) for exercise in EXERCISES) else "not judged"
    words = f"{broken}; the learner's other answer: {other}; the next learner: {judged}"
    return words if ran.in_time else f"ended by us; {words}"


def _whole_class(grader: Grader, learners: Class) -> Contender:
    return Contender(
        name=grader.name,
        task="judging",
        python=grader.python,
        at_once=grader.at_once,
        inside=2,
        limit=_LIMIT,
        prepare=lambda folder: grader.commands(learners, folder),
        outcome=lambda folder, _: counts(learners, grader.scores(folder)),
    )


def _accident(grader: Grader, kind: str) -> Contender:
    learners, alone = make_accident(kind), replace(grader, at_once=1)
    return Contender(
        name=f"{kind}: {grader.name.partition(',')[0]}",
        task="accidents",
        python=grader.python,
        at_once=1,
        inside=1,
        limit=ACCIDENT_SECONDS,
        prepare=lambda folder: alone.commands(learners, folder),
        outcome=lambda folder, ran: aftermath(alone.scores(folder), ran),
        once=True,
    )
