"""The course as a learner meets it: JupyterLab in Chromium, lessons run, and an exercise of each topic answered.

Every lesson is opened as it is stored, which is what a learner sees first. Two are run as well: nbval runs them all in
this suite, and one more run of each would take a quarter of its time. With `--stock-kernels`, which `.ci/run` gives
once, all are run here.

`make screenshots` keeps a picture of each station; the README shows two of them.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from coursekit.exercises import Exercise, catalogue
from coursekit.notebooks import solution_of
from coursekit.notebooks.shipped import notebooks_in
from coursekit.verdict import Outcome
from tests.lab import CHROMIUM, ROOT, Lab, lab
from tests.test_exercises import Catalogued, catalogued

if CHROMIUM is None and "CI" not in os.environ:
    pytest.skip("no Chromium on this machine (apt-get install chromium)", allow_module_level=True)

LESSONS = notebooks_in(ROOT / "notebooks")
ALWAYS_RUN = {"start_here", "race_conditions"}
FIRST = [next(group) for _, group in groupby(catalogue().values(), key=lambda exercise: exercise.topic)]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("lab")) as opened:
        yield opened


@pytest.fixture
def lessons_run(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--stock-kernels") or "COURSE_SCREENSHOTS" in os.environ)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_lesson_shows_its_pictures(page: Lab, lesson: Path, lessons_run: bool) -> None:
    with page.notebook(f"notebooks/{lesson.name}"):
        see_pictures(page, lesson)
        if lessons_run or lesson.stem[3:] in ALWAYS_RUN:
            page.run_all()
            see_pictures(page, lesson)
        for picture in page.pictures.all()[:1]:
            picture.scroll_into_view_if_needed()
        page.keep(f"lesson-{lesson.stem}")


def see_pictures(page: Lab, lesson: Path) -> None:
    expect(page.errors).to_have_count(0)
    expect(page.pictures).to_have_count(lesson.read_text(encoding="utf-8").count("<figure>"))
    for picture in page.pictures.all():
        assert picture.get_attribute("alt")
        assert picture.evaluate("image => image.complete && image.naturalWidth") > 400


@pytest.mark.parametrize("exercise", FIRST, ids=lambda exercise: exercise.name)
def test_an_exercise_from_untouched_to_passed(page: Lab, exercise: Exercise) -> None:
    (path,) = (ROOT / "exercises").glob(f"[0-9][0-9]_{exercise.topic}.ipynb")
    wrong = wrong_answer(exercise)
    with page.notebook(f"exercises/{path.name}"):
        page.run_all()
        for other in catalogue().values():
            if other.topic == exercise.topic:
                expect(page.cell(f"%%exercise {other.name}")).to_contain_text("Not yet")

        cell = page.run(page.cell(f"%%exercise {exercise.name}"), answer(exercise, as_typed(wrong)))
        expect(cell).to_contain_text(f"{exercise.title}: not right yet")
        expect(cell).to_contain_text(wrong.says.replace("`", ""))
        show_output(cell)
        page.keep(f"verdict-{exercise.name}")

        cell = page.run(cell, "%hint")
        expect(cell).to_contain_text(f"{exercise.title}: hint 1 of {len(exercise.hints)}.")
        page.keep(f"hint-{exercise.name}")

        cell = page.run(cell, answer(exercise, solution_of(exercise.name).code))
        expect(cell).to_contain_text(f"{exercise.title}: passed")
        expect(cell).to_contain_text(f"{exercise.title}: debrief.")
        show_output(cell)
        page.keep(f"passed-{exercise.name}")

        cell = page.run(cell, "%progress")
        expect(cell.get_by_role("row", name=exercise.name)).to_contain_text("passed")
        page.keep(f"progress-{exercise.name}", ".ck-panel:has(table)")
        expect(page.errors).to_have_count(0)


def test_an_error_would_be_seen(page: Lab) -> None:
    page.write("broken.ipynb", ["import sys\nprint('a warning', file=sys.stderr)", "1 / 0", "print('after')"])
    with page.notebook("broken.ipynb"):
        page.run_all()
        expect(page.errors).to_have_count(2)


def answer(exercise: Exercise, source: str) -> str:
    return f"%%exercise {exercise.name}\n{source}"


def show_output(cell: Locator) -> None:
    """Scroll until a cell's output stands at the lower edge, with the answer's last lines above it."""
    cell.locator(".jp-OutputArea").first.evaluate("output => output.scrollIntoView({block: 'end'})")


def wrong_answer(exercise: Exercise) -> Catalogued:
    """Take one that is wrong, rather than one that raises or never ends; the naive one if it is there."""
    wrong = [answer for answer in catalogued("wrong") if answer.exercise is exercise]
    return min(wrong, key=lambda answer: (answer.outcome != Outcome.WRONG, answer.path.stem != "wrong_naive"))


def as_typed(answer: Catalogued) -> str:
    """Leave out the docstring, which is about the answer and not of it."""
    source = answer.path.read_text(encoding="utf-8")
    return "".join(source.splitlines(keepends=True)[ast.parse(source).body[0].end_lineno :]).strip()
