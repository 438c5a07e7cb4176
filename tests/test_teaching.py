"""The facilitator's pages: one for each lesson, all of one build, naming only what exists."""

from __future__ import annotations

import json
import re
import symtable
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from coursekit import cli
from coursekit.exercises import catalogue
from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import course_root

ROOT = course_root()
PAGES = ROOT / "docs" / "teaching"
ANSWERS = ROOT / "tests" / "answers"
LESSONS = {path.stem[3:]: path for path in notebooks_in(ROOT / "notebooks")}
HEADINGS = ["Prepare", "Say first", "Guesses to collect", "Where people get stuck", "When short of time", "Close"]
LONGEST = 80  # lines of 120 characters: about what a sheet of paper holds

of_each_lesson = pytest.mark.parametrize("topic", LESSONS)


@cache
def cells_of(topic: str) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(LESSONS[topic].read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells]


def page_of(topic: str) -> str:
    path = PAGES / f"{topic}.md"
    assert path.exists(), f"docs/teaching/{topic}.md is missing: every lesson has a facilitator's page; write it"
    return path.read_text(encoding="utf-8")


def part_of(topic: str, heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page_of(topic), re.MULTILINE | re.DOTALL)
    assert found, f"docs/teaching/{topic}.md has no '## {heading}': add it"
    return found[1]


def sections_of(topic: str) -> dict[str, range]:
    """Give the places of the cells of each section, the sections below it included."""
    cells = cells_of(topic)
    marks = [
        (place, len(heading[1]), heading[2])
        for place, cell in enumerate(cells)
        if cell["cell_type"] == "markdown"
        for heading in re.finditer(r"^(##+) (.+)$", cell["source"], re.MULTILINE)
    ]
    return {
        title: range(start, next((end for end, other, _ in marks[n + 1 :] if other <= level), len(cells)))
        for n, (start, level, title) in enumerate(marks)
    }


def dispensable(topic: str) -> list[str]:
    """Give the sections that may be left out, in the order in which they go."""
    return re.findall(r"^\d+\. \*(.+?)\*", part_of(topic, "When short of time"), re.MULTILINE)


def misconceptions(topic: str) -> Iterator[tuple[str, list[str]]]:
    """Give each exercise that the page speaks of, with the names of its wrong answers."""
    part = part_of(topic, "Where people get stuck")
    for name, listed in re.findall(r"^- `(\w+)`\n((?:  .+\n)*)", part, re.MULTILINE):
        heads = re.findall(r"^  - ((?:`\w+`(?:, )?)+):", listed, re.MULTILINE)
        yield name, re.findall(r"`(\w+)`", " ".join(heads))


@of_each_lesson
def test_pages_are_of_one_build(topic: str) -> None:
    page = page_of(topic)
    title = cells_of(topic)[0]["source"].splitlines()[0].removeprefix("# ")
    assert page.splitlines()[0] == f"# Teaching: {title}", f"docs/teaching/{topic}.md begins with the lesson's title"
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings == HEADINGS, f"docs/teaching/{topic}.md: its headings are {HEADINGS}, in this order"
    assert all(part_of(topic, heading).strip() for heading in HEADINGS)
    assert len(page.splitlines()) <= LONGEST, f"docs/teaching/{topic}.md: a page has {LONGEST} lines at most; cut"


@of_each_lesson
def test_guesses_stand_before_cells_that_exist(topic: str) -> None:
    code = [cell["id"] for cell in cells_of(topic) if cell["cell_type"] == "code"]
    part = part_of(topic, "Guesses to collect")
    named = re.findall(r"^- `([\w-]+)`:", part, re.MULTILINE)
    strangers = [cell for cell in named if cell not in code]
    assert not strangers, (
        f"docs/teaching/{topic}.md: {LESSONS[topic].name} has no code cell {strangers[0]!r}; rename it"
    )
    assert named and len(named) == part.count("\n- ") + part.startswith("- "), (
        f"docs/teaching/{topic}.md: each guess begins with '- `cell-id`:'"
    )
    assert named == sorted(named, key=code.index), f"docs/teaching/{topic}.md: the guesses stand in the lesson's order"


@of_each_lesson
def test_cells_that_are_to_be_prepared_exist(topic: str) -> None:
    known = {cell["id"] for cell in cells_of(topic)}
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", page_of(topic)))
    assert named <= known, f"docs/teaching/{topic}.md: {LESSONS[topic].name} has no cell {sorted(named - known)[0]!r}"


@of_each_lesson
def test_every_exercise_has_its_misconceptions_and_each_is_catalogued(topic: str) -> None:
    expected = [exercise.name for exercise in catalogue().values() if exercise.topic == topic]
    found = dict(misconceptions(topic))
    assert list(found) == expected, f"docs/teaching/{topic}.md: where people get stuck, in the order {expected}"
    for exercise, names in found.items():
        assert names, f"docs/teaching/{topic}.md: {exercise} names no misconception"
        for name in names:
            file = ANSWERS / exercise / f"wrong_{name}.py"
            assert file.exists(), f"docs/teaching/{topic}.md: there is no {file.relative_to(ROOT)}; name one that is"


@of_each_lesson
def test_each_misconception_is_met_with_a_question(topic: str) -> None:
    entries = re.split(r"\n  - ", part_of(topic, "Where people get stuck"))[1:]
    silent = [entry for entry in entries if not italics(entry)]
    assert not silent, f"docs/teaching/{topic}.md: what to ask stands in italics; there is nothing in {silent[0]!r}"


@of_each_lesson
def test_sections_that_are_named_exist(topic: str) -> None:
    """In these three parts, what is in italics and asks nothing is a section's title."""
    known = set(sections_of(topic))
    for heading in ("Prepare", "When short of time", "Close"):
        for title in italics(part_of(topic, heading)):
            assert "?" in title or title in known, (
                f"docs/teaching/{topic}.md, {heading}: {LESSONS[topic].name} has no section {title!r}; rename it"
            )


@of_each_lesson
def test_the_rest_of_a_lesson_runs_without_what_may_be_left_out(topic: str) -> None:
    """By names alone: each that a later cell reads is bound by a cell that stays. Sections go in the page's order."""
    assert dispensable(topic), f"docs/teaching/{topic}.md: number the sections that can go, the first to go first"
    gone: set[int] = set()
    for title in dispensable(topic):
        gone |= set(sections_of(topic).get(title, ()))  # one that does not exist is the test above's affair
        missing = [f"{cell} reads {name}" for cell, name in unbound(cells_of(topic), gone)]
        assert not missing, (
            f"docs/teaching/{topic}.md: {title!r} can't go at this place: {missing[0]}; move it down, or keep it"
        )


def test_what_the_pages_call_is_there() -> None:
    commands = re.findall(r"^    (\w+)", cli._parser().format_help(), re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in [*ROOT.glob("README.md"), *sorted((ROOT / "docs").rglob("*.md"))]:
        where, text = page.relative_to(ROOT).as_posix(), page.read_text(encoding="utf-8")
        for command in re.findall(r"(?:`|^)(?:\.venv/bin/)?course ([a-z]+)", text, re.MULTILINE):
            assert command in commands, f"{where}: there is no `course {command}`; correct it"
        for target in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), (
                f"{where}: there is no `make {target}`; correct it"
            )


def test_names_that_nobody_binds_any_more_are_found() -> None:
    cells = [
        {"id": "first", "cell_type": "code", "source": "import os\nx, y = 1, 2"},
        {"id": "prose", "cell_type": "markdown", "source": "x"},
        {"id": "second", "cell_type": "code", "source": "def f():\n    return y + os.sep\nx = 3\nprint(x)"},
        {"id": "third", "cell_type": "code", "source": "await f(x)\n%matplotlib inline"},
    ]
    assert unbound(cells, set()) == []
    assert unbound(cells, {0}) == [("second", "os"), ("second", "y")]
    assert unbound(cells, {2}) == [("third", "f")]


def italics(text: str) -> list[str]:
    return re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", " ".join(text.split()))


def unbound(cells: list[dict[str, Any]], gone: set[int]) -> list[tuple[str, str]]:
    """Give each cell that stays and reads a name that only cells that are gone bind."""
    bound: set[str] = set()
    everything = set().union(*(names_in(cell)[0] for cell in cells))
    missing = []
    for place, cell in enumerate(cells):
        if place not in gone:
            binds, reads = names_in(cell)
            bound |= binds
            missing += [(cell["id"], name) for name in sorted((reads & everything) - bound)]
    return missing


def names_in(cell: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Give the globals that a cell binds, and those that it or a function in it reads."""
    if cell["cell_type"] != "code":
        return set(), set()
    # The symbol table knows no await outside of a function.
    source = re.sub(r"^%.*$|\bawait ", "", cell["source"], flags=re.MULTILINE)
    module = symtable.symtable(source, cell["id"], "exec")
    symbols = module.get_symbols()
    binds = {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
    reads = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    tables = list(module.get_children())
    while tables:
        table = tables.pop()
        tables += table.get_children()
        reads |= {each.get_name() for each in table.get_symbols() if each.is_global() and each.is_referenced()}
    return binds, reads
