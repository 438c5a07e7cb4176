"""The links between the notebooks, derived from their file names alone, and the line of them that ends each one."""

from __future__ import annotations

import copy
import json
import re
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
_NAMED = re.compile(r"\b\d\d_(?P<topic>[a-z]\w*)(?=\.ipynb\b|\])")


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
    """Renew a notebook's links: the line at its end, and the numbers of the notebooks that its text links.

    Args:
        cells: a notebook's cells; they are left as they are.
        path: where the notebook lies.
        root: the course's root.

    Returns:
        The cells, with one that holds the links at the end, in place of any that was there.
    """
    from nbformat.v4 import new_markdown_cell

    others = [_renumbered_cell(cell, root) for cell in cells if cell["id"] != NAVIGATION_ID]
    links = navigation_for(path, root)
    if not links:
        return others
    return [*others, new_markdown_cell(links, id=NAVIGATION_ID)]  # type: ignore[no-untyped-call]


def renumbered(markdown: str, root: Path) -> str:
    """Give each notebook that a text names the number that its lesson has now, so that links outlive a renaming.

    Args:
        markdown: a cell's source, or a file's.
        root: the course's root.

    Returns:
        The text, with `02_queues` wherever it had `01_queues`, if `notebooks/` has `02_queues.ipynb`.
    """
    current = {_topic(path.name): path.stem for path in notebooks_in(root / "notebooks")}
    return _NAMED.sub(lambda named: current.get(named["topic"], named[0]), markdown)


def _renumbered_cell(cell: NotebookNode, root: Path) -> NotebookNode:
    if cell["cell_type"] != "markdown":
        return cell
    changed = copy.copy(cell)
    changed["source"] = renumbered(cell["source"], root)
    return changed


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
