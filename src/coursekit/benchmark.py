"""What judging costs: `course benchmark`. Times of this machine, at this moment; no test depends on them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from statistics import median
from types import ModuleType

from coursekit.exercises import Demand, Exercise, catalogue
from coursekit.judge import judge
from coursekit.notebooks import NotShipped, solution_of

ROUNDS = 21


@dataclass(frozen=True, slots=True)
class Cost:
    """What was judged, and how long that took once the forkserver and the database were there.

    Attributes:
        what: the answer in words, or the exercise's name.
        median: of `ROUNDS` judgements, in milliseconds.
        slowest: of the same, in milliseconds.
    """

    what: str
    median: float
    slowest: float


def judging_costs() -> Iterator[Cost]:
    """Time the judge on answers to checks that do nothing, which is all overhead, and on every shipped solution.

    Yields:
        One cost after the other, the two overheads first.
    """
    yield _cost("overhead: a check that does nothing", _nothing(database=False), "")
    yield _cost("overhead: the same, with a scratch schema", _nothing(database=True), "")
    for name, exercise in catalogue().items():
        with suppress(NotShipped):
            yield _cost(name, exercise, solution_of(name).code)


def _cost(what: str, exercise: Exercise, source: str) -> Cost:
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        verdict = judge(exercise, source or "x = 1\n")
        times.append((time.perf_counter() - began) * 1000)
        if not verdict.passed:
            raise RuntimeError(f"{what}: {verdict.outcome}: {verdict.message}")
    warm = times[1:]
    return Cost(what, median(warm), max(warm))


def _nothing(*, database: bool) -> Exercise:
    return Exercise(
        name="nothing",
        topic="benchmark",
        title="Nothing",
        level="build",
        minutes=0,
        provides={},
        demands=(Demand("nothing", "Nothing is demanded.", _accept),),
        hints=(),
        debrief="",
        bench=_with_url if database else _without_url,
        database=database,
    )


def _accept(_: object) -> None:
    pass


@contextmanager
def _without_url(module: ModuleType) -> Iterator[None]:
    yield


@contextmanager
def _with_url(module: ModuleType, url: str) -> Iterator[None]:
    yield
