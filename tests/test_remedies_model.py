"""The model behind choose_a_remedy: the same figures every time, a way through, and told the same in the task."""

from __future__ import annotations

import json

import pytest

from coursekit.exercises.race_conditions import FAULTS, REMEDIES, SITUATIONS, price
from coursekit.exercises.race_conditions.model import Outcome, Run
from coursekit.exercises.race_conditions.remedies import protocol_of
from coursekit.paths import course_root

of_each_situation = pytest.mark.parametrize("situation", SITUATIONS)


@of_each_situation
@pytest.mark.parametrize("remedy", REMEDIES)
def test_every_request_ends_and_every_run_is_the_same(situation: str, remedy: str) -> None:
    first, second = (Run(SITUATIONS[situation].load, protocol_of(remedy)) for _ in range(2))
    assert vars(first).keys() == vars(second).keys()
    assert (first.cells, first.waits, first.outcomes, first.repeats) == (
        (second.cells, second.waits, second.outcomes, second.repeats)
    )
    assert len(first.outcomes) == len(first.waits)
    assert not any(cell.lock.held or cell.lock.queue for cell in first.cells)
    assert sum(cell.told for cell in first.cells) >= first.outcomes.count(Outcome.SERVED)


@of_each_situation
def test_some_remedy_keeps_all_levels_and_some_does_not(situation: str) -> None:
    holds = {remedy for remedy in REMEDIES if not price(situation, remedy).faults}
    assert holds
    assert holds < set(REMEDIES)


def test_every_fault_can_be_shown() -> None:
    shown = {fault for name in SITUATIONS for remedy in REMEDIES for fault in price(name, remedy).faults}
    assert shown == set(FAULTS)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(KeyError, match="no remedy 'hope'"):
        price("seat_plan", "hope")
    with pytest.raises(KeyError, match="no situation 'monday'"):
        price("monday", "for_update")


@of_each_situation
def test_task_tells_what_the_model_plays(situation: str) -> None:
    told = SITUATIONS[situation]
    wait = f"{told.wait * 1000:.0f} ms" if told.wait < 1 else f"{told.wait:.0f} s"
    row = f"| `{situation}` | {told.story} | p99 of the wait {wait}; {told.repeats * 100:.0f} % repeated |"
    (path,) = (course_root() / "solutions").glob("*_race_conditions.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert any(row in "".join(cell["source"]) for cell in cells), (
        f"solutions/{path.name}: the task's table says {row!r}"
    )
