"""The course as a learner meets it: JupyterLab in Chromium, a wrong answer, a hint, a right answer.

`make screenshots` keeps the pictures that the README shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coursekit.notebooks import solution_of
from tests.lab import CHROMIUM, ROOT, Lab, lab

if CHROMIUM is None and "CI" not in os.environ:
    pytest.skip("no Chromium on this machine (apt-get install chromium)", allow_module_level=True)

PICTURES = (ROOT / "notebooks/04_race_conditions.ipynb").read_text().count("<figure>")
WRONG = (ROOT / "tests/answers/sell_last_ticket/wrong_naive.py").read_text()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("lab")) as opened:
        yield opened


def picture(page: Lab, name: str) -> None:
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        page.page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_lesson_shows_its_stored_outputs(page: Lab) -> None:
    page.open("notebooks/04_race_conditions.ipynb")
    images = page.page.locator(".jp-OutputArea-output figure img")
    expect(images).to_have_count(PICTURES)
    for index in range(images.count()):
        assert images.nth(index).get_attribute("alt")
        assert images.nth(index).evaluate("image => image.naturalWidth") > 400
    images.first.scroll_into_view_if_needed()
    picture(page, "lesson")


def test_an_exercise_from_untouched_to_passed(page: Lab) -> None:
    page.open("exercises/04_race_conditions.ipynb")
    page.run_all()
    cell = page.cell("%%exercise sell_last_ticket")
    expect(cell.locator(".jp-OutputArea")).to_contain_text("Not yet")

    output = page.run(cell, f"%%exercise sell_last_ticket\n{WRONG}")
    expect(output).to_contain_text("2 places sold, but the pool went from 1 to 0")
    output.scroll_into_view_if_needed()
    picture(page, "verdict")

    output = page.run(page.cell("%%exercise sell_last_ticket"), "%hint sell_last_ticket")
    expect(output).to_contain_text("1 of")
    output = page.run(page.cell("%hint sell_last_ticket"), f"%%exercise sell_last_ticket\n{answer()}")
    expect(output).to_contain_text("passed")
    expect(page.page.locator(".jp-NotebookPanel")).not_to_contain_text("Traceback")


def answer() -> str:
    return solution_of("sell_last_ticket").code
