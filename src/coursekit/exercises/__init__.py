"""What an exercise is, and the catalogue of them all. One package a topic, named like its notebooks."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Literal

Level = Literal["repair", "build", "predict", "test", "decide"]


class Wrong(Exception):  # noqa: N818 - a verdict, not an error of ours
    """The answer ran, and did something else than was demanded.

    Args:
        message: what was called, what was expected, what happened; in sentences of the domain.
        question: one question that points on.
        evidence: preformatted text that shows it, such as a schedule.
        line: the answer's line that it comes down to, counted from 1, or None.
    """

    def __init__(self, message: str, question: str, evidence: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.question = question
        self.evidence = evidence


@dataclass(frozen=True, slots=True)
class Demand:
    """One behaviour that an exercise asks for; a line in its task and a named check.

    Attributes:
        name: an identifier, unique in its exercise.
        sentence: the demand as the task's list states it, word for word.
        check: called with what the exercise's `bench` gives; raises `Wrong` if the demand is not met.
    """

    name: str
    sentence: str
    check: Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Exercise:
    """All that the kit knows of one exercise.

    Attributes:
        name: an identifier, unique in the course; also the stem of the answer's file.
        topic: the stem of the lesson's notebook, without its number.
        title: what the learner reads.
        level: what kind of work it is.
        minutes: how long it takes somebody who has read the lesson.
        provides: the names that an answer must define, each with the positional parameters it is called with;
            None for a name that need not be callable.
        demands: checked in this order; the first that is not met decides.
        hints: the ladder, at least three rungs of Markdown: where to look, what is going on, almost the code.
        debrief: Markdown shown after a pass: the trade-off, a second way, where it bites in production.
        bench: a context manager that gets the answer's module (and, with `database`, the URL of an empty scratch
            schema) and gives what the demands' checks are called with.
        database: whether judging needs PostgreSQL.
        seconds: the wall-clock limit for judging one answer, in seconds.
        needs: concepts that the task and its answer use; taught by its own lesson or an earlier one, or among the
            course's prerequisites (see `coursekit.lessons`).
    """

    name: str
    topic: str
    title: str
    level: Level
    minutes: int
    provides: Mapping[str, tuple[str, ...] | None]
    demands: tuple[Demand, ...]
    hints: tuple[str, ...]
    debrief: str
    bench: Callable[..., AbstractContextManager[Any]] = nullcontext
    database: bool = False
    seconds: float = 10.0
    needs: tuple[str, ...] = ()


@cache
def catalogue() -> dict[str, Exercise]:
    """Collect the exercises of every topic.

    Returns:
        Exercises by name, topics in alphabetical order, each topic's exercises in the order of its `EXERCISES`.

    Raises:
        ValueError: two exercises share a name, or one names another topic than the module it stands in.
    """
    found: dict[str, Exercise] = {}
    for module in topic_modules():
        topic = module.__name__.rpartition(".")[2]
        for exercise in module.EXERCISES:
            if exercise.name in found:
                raise ValueError(f"two exercises are named {exercise.name!r}: rename one in {module.__name__}")
            if exercise.topic != topic:
                raise ValueError(f"{exercise.name!r} stands in {module.__name__} but says topic {exercise.topic!r}")
            found[exercise.name] = exercise
    return found


def topic_modules() -> list[ModuleType]:
    """Import the package of every topic.

    Returns:
        The packages, in alphabetical order. Each has a `LESSON` and its `EXERCISES`.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
