"""The line that ends each notebook: where to go from here, derived from the notebooks' file names alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.notebooks.markdown import headings_in, jupyter_anchor
from coursekit.notebooks.shipped import notebooks_in

if TYPE_CHECKING:
    from nbformat import NotebookNode

NAVIGATION_ID = "navigation"
START_TOPIC = "start_here"
_MAP_MAGIC = "%progress"


def navigation_for(path: Path, root: Path) -> str:
    """Write the links of a notebook.

    Args:
        path: where the notebook lies: `notebooks/`, `solutions/` or `exercises/`.
        root: the course's root.

    Returns:
        One line of Markdown: the lesson before, the lesson after, the notebook's own exercises or its lesson, and the
        map of the course on the start page. What there is not is left out; empty if nothing is left.
    """
    lessons = [lesson.name for lesson in notebooks_in(root / "notebooks")]
    folder = "" if path.parent.name == "notebooks" else "../notebooks/"
    links = []
    if path.name in lessons:
        place = lessons.index(path.name)
        if place > 0:
            links.append(f"Previous lesson: [{_title(lessons[place - 1])}]({folder}{lessons[place - 1]})")
        if folder:
            links.append(f"The lesson to these exercises: [{_title(path.name)}]({folder}{path.name})")
        elif any((root / kind / path.name).exists() for kind in ("solutions", "exercises")):
            links.append(f"[The exercises to this lesson](../exercises/{path.name})")
        if place + 1 < len(lessons):
            links.append(f"Next lesson: [{_title(lessons[place + 1])}]({folder}{lessons[place + 1]})")
    start = next((name for name in lessons if _topic(name) == START_TOPIC), None)
    if start and (folder or start != path.name):
        links.append(f"[The map of the course]({folder}{start}{_anchor_of_the_map(root / 'notebooks' / start)})")
    return " · ".join(links)


def with_navigation(cells: Sequence[NotebookNode], path: Path, root: Path) -> list[NotebookNode]:
    """Put a notebook's links where they belong.

    Args:
        cells: a notebook's cells; they are left as they are.
        path: where the notebook lies.
        root: the course's root.

    Returns:
        The cells with one that holds the links at the end, in place of any that was there.
    """
    from nbformat.v4 import new_markdown_cell

    others = [cell for cell in cells if cell["id"] != NAVIGATION_ID]
    links = navigation_for(path, root)
    if not links:
        return others
    return [*others, new_markdown_cell(links, id=NAVIGATION_ID)]  # type: ignore[no-untyped-call]


def _topic(name: str) -> str:
    return name.partition("_")[2].removesuffix(".ipynb")


def _title(name: str) -> str:
    return _topic(name).replace("_", " ").capitalize()


def _anchor_of_the_map(start: Path) -> str:
    """Find the heading above the cell that draws the map."""
    cells: list[Mapping[str, Any]] = json.loads(start.read_text(encoding="utf-8"))["cells"]
    heading = ""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = next((head.text for head in reversed(headings_in(source))), heading)
        elif source.strip().startswith(_MAP_MAGIC):
            return f"#{jupyter_anchor(heading)}"
    return ""
