"""A solution notebook with holes is the exercise notebook.

The marks, each a comment line of its own in an answer cell of `solutions/`, at any indentation:

    %%exercise sell_last_ticket --rehearse      `--rehearse` goes; the exercise's cell is judged in earnest
    # begin solution                            from here to the end mark is the hole
    ...                                         gone in the exercise
    # begin stub                                optional: what the exercise has in the hole instead
    # return False                              ... as comments; one "# " is taken off each line
    # end solution

A hole without a stub becomes `...  # your code`, indented like its `# begin solution`. Cells tagged `solution` stand in
`solutions/` only.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

SOLUTION_TAG = "solution"
_HOLE = "...  # your code"
_MAGIC = re.compile(r"%%exercise[ \t]+(?P<name>\w+)(?P<rehearse>[ \t]+--rehearse)?[ \t]*(?:\n|$)")
_MARK = re.compile(r"(?P<indent>\s*)# (?P<mark>begin solution|begin stub|end solution)\s*")
_COMMENT = re.compile(r"(\s*)# ?(.*)")


class BadMarks(ValueError):  # noqa: N818 - read as a sentence where it is raised
    """The marks in an answer cell don't pair up."""


def exercise_from(solution: NotebookNode) -> NotebookNode:
    """Derive what the learner opens from the worked answers.

    Args:
        solution: a notebook of `solutions/`; it is left as it is.

    Returns:
        The exercise notebook: the same cells under the same ids, answers replaced by their holes, cells tagged
        `solution` left out, nothing executed yet.

    Raises:
        BadMarks: a mark without its partner; the message names the cell.
    """
    exercise = copy.deepcopy(solution)
    exercise["cells"] = [cell for cell in exercise["cells"] if SOLUTION_TAG not in tags_of(cell)]
    for cell in exercise["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["execution_count"] = None
        cell["outputs"] = []
        name, code = split_answer(cell["source"])
        if name is None:
            continue
        try:
            cell["source"] = f"%%exercise {name}\n{with_holes(code)}"
        except BadMarks as error:
            raise BadMarks(f"cell {cell['id']!r}: {error}") from None
    return exercise


def tags_of(cell: dict[str, Any]) -> list[str]:
    """Read a cell's tags.

    Args:
        cell: a notebook cell.

    Returns:
        Its tags, in their order; most cells have none.
    """
    return list(cell.get("metadata", {}).get("tags", ()))


def split_answer(source: str) -> tuple[str | None, str]:
    """Tell an answer cell from others.

    Args:
        source: a code cell's source.

    Returns:
        The exercise's name and the source under the magic's line; None and the source, if it is no answer cell.
    """
    magic = _MAGIC.match(source)
    return (magic["name"], source[magic.end() :]) if magic else (None, source)


def has_marks(source: str) -> bool:
    """Tell whether a cell is marked up by the author.

    Args:
        source: a cell's source.

    Returns:
        Whether any line of it is one of the marks.
    """
    return any(_MARK.fullmatch(line) for line in source.split("\n"))


def with_holes(code: str) -> str:
    """Take the answer out.

    Args:
        code: a worked answer, with its marks.

    Returns:
        The stub: what the exercise's cell has under the magic's line.

    Raises:
        BadMarks: a mark without its partner, or a stub line that is no comment.
    """
    stub: list[str] = []
    for part, line in _parts(code):
        match part:
            case "outside" | "stub":
                stub.append(line)
            case "begin":
                hole, filled = line[: len(line) - len(line.lstrip())] + _HOLE, len(stub)
            case "end" if len(stub) == filled:
                stub.append(hole)
    return "\n".join(stub)


def without_marks(code: str) -> str:
    """Take the marks and stub lines out of a worked answer, for somebody who reads it.

    Args:
        code: a worked answer, with its marks.

    Returns:
        The answer alone.

    Raises:
        BadMarks: a mark without its partner, or a stub line that is no comment.
    """
    return "\n".join(line for part, line in _parts(code) if part in ("outside", "solution"))


def _parts(code: str) -> Iterator[tuple[str, str]]:
    """Say of each line which part it belongs to: outside, begin, solution, stub (uncommented), end."""
    part = "outside"
    for number, line in enumerate(code.split("\n"), start=1):
        mark = _MARK.fullmatch(line)
        match mark and mark["mark"], part:
            case "begin solution", "outside":
                yield "begin", line
                part = "solution"
            case "begin stub", "solution":
                part = "stub"
            case "end solution", "solution" | "stub":
                yield "end", line
                part = "outside"
            case None, "stub" if line.strip():
                comment = _COMMENT.fullmatch(line)
                if not comment:
                    raise BadMarks(
                        f"line {number} of the answer stands under '# begin stub' and is no comment: {line!r}"
                    )
                yield part, comment[1] + comment[2] if comment[2] else ""
            case None, _:
                yield part, line
            case name, _:
                raise BadMarks(f"line {number} of the answer, '# {name}', has no partner or stands in another hole")
    if part != "outside":
        raise BadMarks("a hole is open at the end of the answer: '# end solution' is missing")
