"""Thirty learners: who answers what, the notebooks they hand in, and the plain checks that go with them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from coursekit.paths import course_root

EXERCISES = ("rate_across_restart", "percentile_from_buckets")
CHECKS = Path(__file__).parent / "checks"

# What happens to people. `bytes` leaves its pages untouched (`bytearray` writes to them), so that the machine survives
# whoever lets it pass.
ACCIDENTS = {
    "endless loop": "while True:\n        pass",
    "os._exit(0)": "import os\n    os._exit(0)",
    "10 GB": "ballast = bytes(10 * 1024**3)\n    return len(ballast) and _increase(samples)",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that a learner hands in.

    Attributes:
        source: a module.
        right: whether it is one that should be accepted.
    """

    source: str
    right: bool


Class = Mapping[str, Mapping[str, Answer]]  # learner, exercise


def make_class(size: int) -> Class:
    """Hand the catalogued answers out: a right one, two wrong ones, and so on; each wrong one once, then right ones.

    Args:
        size: how many learners; thirty get every answer to both exercises.

    Returns:
        Each learner's answers.
    """
    handed_out = zip(*(_handed_out(exercise, size) for exercise in EXERCISES), strict=True)
    return {
        f"learner{number:02}": dict(zip(EXERCISES, answers, strict=True)) for number, answers in enumerate(handed_out)
    }


def make_accident(kind: str) -> Class:
    """Make a class of two: one who has an accident in the first exercise and a right second answer, and a neighbour.

    Args:
        kind: a key of `ACCIDENTS`.

    Returns:
        Their answers; the neighbour, whose name comes last, has right ones.
    """
    right = {exercise: Answer(_answers(exercise, "right")[0], right=True) for exercise in EXERCISES}
    source = right[EXERCISES[0]].source.replace("def increase(", "def _increase(")
    broken = f"{source}\n\ndef increase(samples):\n    {ACCIDENTS[kind]}\n"
    return {"accident": {**right, EXERCISES[0]: Answer(broken, right=False)}, "neighbour": right}


def notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Make a notebook of format 4.5.

    Args:
        cells: from `code_cell`.

    Returns:
        The notebook as JSON data.
    """
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def code_cell(name: str, source: str, **metadata: Any) -> dict[str, Any]:
    """Make a code cell.

    Args:
        name: its id.
        source: its code.
        metadata: as JSON data.

    Returns:
        The cell as JSON data.
    """
    cell: dict[str, Any] = {"cell_type": "code", "id": name.replace("_", "-"), "execution_count": None, "outputs": []}
    return {**cell, "metadata": metadata, "source": source}


def checks_of(exercise: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """Take an exercise's plain checks apart.

    Args:
        exercise: its name.

    Returns:
        What all checks need, as source; and by name each check's source and the function of the answer that it takes.
    """
    tree = ast.parse((CHECKS / f"{exercise}.py").read_text(encoding="utf-8"))
    checks = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("check_")]
    common = [node for node in tree.body[1:] if node not in checks]
    return "\n".join(map(ast.unparse, common)), {
        check.name: (ast.unparse(check), check.args.args[0].arg) for check in checks
    }


def _handed_out(exercise: str, size: int) -> list[Answer]:
    right, wrong = cycle(_answers(exercise, "right")), iter(_answers(exercise, "wrong"))
    answers = []
    for number in range(size):
        source = next(wrong, None) if number % 3 else None
        answers.append(Answer(source or next(right), right=source is None))
    return answers


def _answers(exercise: str, kind: str) -> list[str]:
    folder = course_root() / "tests" / "answers" / exercise
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{kind}_*.py"))]
