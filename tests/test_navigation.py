"""The line of links that ends each notebook follows from the files' names, and stays fresh."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from coursekit.notebooks import build, check_fresh
from coursekit.notebooks.execution import NOTEBOOK_METADATA
from coursekit.notebooks.navigation import NAVIGATION_ID, navigation_for


def write(path: Path, *sources: str) -> None:
    path.parent.mkdir(exist_ok=True)
    cells = [nbformat.v4.new_markdown_cell(source, id=f"part-{place}") for place, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=NOTEBOOK_METADATA), path)


def last_cell(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4).cells[-1]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Two lessons; the second has exercises."""
    write(tmp_path / "notebooks" / "01_lock_order.ipynb", "# Lock order")
    write(tmp_path / "notebooks" / "02_queues.ipynb", "# Queues")
    after = "After [01_lock_order](../notebooks/01_lock_order.ipynb)."
    write(tmp_path / "solutions" / "02_queues.ipynb", f"# Queues: exercises\n\n{after}")
    return tmp_path


def test_a_lesson_leads_to_its_neighbours_and_its_exercises(course: Path) -> None:
    assert navigation_for(course / "notebooks" / "01_lock_order.ipynb", course) == (
        "Next lesson: [Queues](02_queues.ipynb)"
    )
    assert navigation_for(course / "notebooks" / "02_queues.ipynb", course) == (
        "Previous lesson: [Lock order](01_lock_order.ipynb) · "
        "[The exercises to this lesson](../exercises/02_queues.ipynb)"
    )


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
def test_exercises_lead_back_to_their_lesson(course: Path, folder: str) -> None:
    assert navigation_for(course / folder / "02_queues.ipynb", course) == (
        "Previous lesson: [Lock order](../notebooks/01_lock_order.ipynb) · "
        "The lesson to these exercises: [Queues](../notebooks/02_queues.ipynb)"
    )


def test_everything_leads_to_the_map_where_there_is_one(course: Path) -> None:
    start = course / "notebooks" / "00_start_here.ipynb"
    write(start, "# Start here", "## The *whole* map")
    notebook = nbformat.read(start, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("%progress", id="draw-map"))
    nbformat.write(notebook, start)
    at_the_map = "[The map of the course]({}00_start_here.ipynb#The-whole-map)"
    lesson, exercises = course / "notebooks" / "02_queues.ipynb", course / "solutions" / "02_queues.ipynb"
    assert navigation_for(lesson, course).endswith(at_the_map.format(""))
    assert navigation_for(exercises, course).endswith(at_the_map.format("../notebooks/"))
    assert navigation_for(start, course) == "Next lesson: [Lock order](01_lock_order.ipynb)"


def test_a_lesson_is_inserted_by_renaming(course: Path) -> None:
    lesson, exercises = course / "notebooks" / "01_lock_order.ipynb", course / "exercises" / "02_queues.ipynb"
    (course / "README.md").write_text(
        "[Locks](notebooks/01_lock_order.ipynb) and [01_other](https://x.org/01_lock_order)"
    )
    build(root=course)
    assert check_fresh(root=course) == []
    assert last_cell(exercises).id == NAVIGATION_ID and "Lock order" in last_cell(exercises).source
    lesson.rename(course / "notebooks" / "03_lock_order.ipynb")
    stale = check_fresh(root=course)
    assert {line.partition(":")[0] for line in stale} == {
        "notebooks/02_queues.ipynb",
        "notebooks/03_lock_order.ipynb",
        "solutions/02_queues.ipynb",
        "exercises/02_queues.ipynb",
        "README.md",
    }
    assert all("course build" in line for line in stale)
    # Built is one notebook; linked are all of them.
    build([course / "notebooks" / "03_lock_order.ipynb"], root=course)
    assert check_fresh(root=course) == []
    assert "Next lesson: [Lock order](../notebooks/03_lock_order.ipynb)" in last_cell(exercises).source
    first = nbformat.read(exercises, as_version=4).cells[0]
    assert first.source == "# Queues: exercises\n\nAfter [03_lock_order](../notebooks/03_lock_order.ipynb)."
    readme = (course / "README.md").read_text()
    assert readme == "[Locks](notebooks/03_lock_order.ipynb) and [01_other](https://x.org/01_lock_order)"
