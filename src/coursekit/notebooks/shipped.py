"""The notebooks that came with this clone, read as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.notebooks.derivation import SOLUTION_TAG, split_answer, tags_of, without_marks
from coursekit.paths import course_root


class NotShipped(LookupError):  # noqa: N818 - nobody's error: a workshop may hold solutions back
    """This clone has no notebook with what was asked for."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Solution:
    """A worked answer.

    Attributes:
        code: the answer's module, without the magic's line and the author's marks.
        reasoning: Markdown that explains it, or empty.
    """

    code: str
    reasoning: str


def stub_of(exercise: str) -> str:
    """Read the stub that an exercise ships with.

    Not from `exercises/`: there JupyterLab saves what the learner has made of it.

    Args:
        exercise: the exercise's name.

    Returns:
        The source of its answer cell as shipped, without the magic's line.

    Raises:
        NotShipped: this clone has no such stub.
    """
    try:
        return (stubs_folder(course_root()) / f"{exercise}.py").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotShipped(f"the stub of {exercise!r} is not in this copy of the course") from None


def stubs_folder(root: Path) -> Path:
    """Name the folder in which `build` keeps each exercise's stub.

    Args:
        root: the course's root.

    Returns:
        The folder; it need not exist.
    """
    return root / "src" / "coursekit" / "stubs"


def stubs_in(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Collect the stubs of an exercise notebook.

    Args:
        notebook: a notebook, with each cell's source as one string.

    Returns:
        The code of each answer cell, without the magic's line, by the exercise's name.
    """
    answers = (split_answer(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    return {name: code for name, code in answers if name is not None}


def solution_of(exercise: str) -> Solution:
    """Read the worked answer to an exercise.

    Args:
        exercise: the exercise's name.

    Returns:
        The answer and its reasoning: the Markdown cells tagged `solution` between its answer cell and the next one.

    Raises:
        NotShipped: no notebook in `solutions/` has such a cell. A workshop may hold `solutions/` back.
    """
    for name, code, following in _answers():
        if name == exercise:
            return Solution(without_marks(code), "\n\n".join(following))
    raise NotShipped(f"the worked answer to {exercise!r} is not in this copy of the course")


def notebooks_in(folder: Path) -> list[Path]:
    """List a folder's notebooks.

    Args:
        folder: `notebooks/`, `exercises/` or `solutions/`; it need not exist.

    Returns:
        Their paths, in the order of the course.
    """
    return sorted(folder.glob("*.ipynb"))


def _answers() -> Iterator[tuple[str, str, list[str]]]:
    """Yield each answer cell's exercise, its code, and the Markdown tagged `solution` up to the next answer cell."""
    for path in notebooks_in(course_root() / "solutions"):
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found: list[tuple[str, str, list[str]]] = []
        for cell in cells:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code":
                name, code = split_answer(source)
                if name is not None:
                    found.append((name, code, []))
            elif found and SOLUTION_TAG in tags_of(cell):
                found[-1][2].append(source)
        yield from found
