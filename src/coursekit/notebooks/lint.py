"""The house rules of a notebook, as it is stored. Each problem names the file, the cell, the rule and the remedy."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.notebooks.derivation import SOLUTION_TAG, has_marks, split_answer, tags_of
from coursekit.notebooks.execution import NOTEBOOK_METADATA
from coursekit.notebooks.outline import outline_faults
from coursekit.notebooks.regeneration import MADE_FROM, MEASURED_TAG, made_from
from coursekit.paths import course_root

if TYPE_CHECKING:
    from nbformat import NotebookNode

RAISES_TAG = "raises-exception"
ALLOWED_TAGS = {MEASURED_TAG, RAISES_TAG, SOLUTION_TAG}
BUILD = "run `course build`"

_READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RANDOM_ID = re.compile(r"(?=.*\d)[0-9a-f]{8}(-[0-9a-f]{4,})*")
_NBVAL_COMMENT = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)
_BARE_MARKDOWN_IMAGE = re.compile(r"!\[\s*\]\(")
_IMAGE_DATA = re.compile(r"data:image/[\w+]+;base64,[A-Za-z0-9+/=]+")
_OF_THIS_RUN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:home|Users|root|tmp|var/folders)/\w|[A-Z]:\\\w"),
    "an address in memory": re.compile(r"\b0x[0-9a-fA-F]{6,}\b"),
    "a process id": re.compile(r"\bpid[ =:]+\d+|\bipykernel_\d+", re.IGNORECASE),
    "a port": re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\]):\d{4,5}\b"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a notebook breaks.

    Attributes:
        where: the notebook, as folder/name, and the cell's id if it is a cell's fault.
        rule: what must hold.
        remedy: what to do.
    """

    where: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.remedy}"


def problems_in(path: Path) -> list[Problem]:
    """Hold a stored notebook against the house rules.

    Args:
        path: the notebook; the name of its folder says what it is.

    Returns:
        What is wrong with it, in the order of its cells; empty if nothing is.
    """
    from nbformat import reader, validator

    place = f"{path.parent.name}/{path.name}"
    # Not nbformat.read and validate: they silently give a new id to the second of two cells that share one.
    notebook = reader.reads(path.read_text(encoding="utf-8"))  # type: ignore[no-untyped-call]
    if (notebook["nbformat"], notebook["nbformat_minor"]) != (4, 5):  # no older one has ids for its cells
        return [Problem(place, "is nbformat 4.5", "copy its cells into a new notebook in JupyterLab")]
    for error in validator.iter_validate(notebook):  # type: ignore[no-untyped-call]
        return [Problem(place, f"is valid nbformat ({error.message})", "mend it in JupyterLab, then " + BUILD)]
    faults = [*_of_the_whole(notebook, path.parent.name), *outline_faults(notebook["cells"])]
    found = [Problem(place, rule, remedy) for rule, remedy in faults]
    for cell in notebook["cells"]:
        faults = [*cell_faults(cell), *_of_a_cell(cell, path.parent.name)]
        found += [Problem(f"{place}: cell {cell['id']!r}", rule, remedy) for rule, remedy in faults]
    for cell, digest in made_from(notebook):
        if cell["metadata"].get(MADE_FROM) != digest:
            rule = f"an output tagged {MEASURED_TAG} was made by the code above it"
            found.append(Problem(f"{place}: cell {cell['id']!r}", rule, BUILD))
    return found


def cell_faults(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """Find in a code cell what nbval 0.11 would let pass, or fail without saying why.

    Args:
        cell: a stored cell.

    Yields:
        Pairs of rule and remedy.
    """
    if cell["cell_type"] != "code":
        return
    outputs, tags = cell["outputs"], tags_of(cell)
    if not cell["source"].strip():
        yield "no code cell is empty", "delete it"
    elif cell["execution_count"] is None:
        yield "every code cell has been run", BUILD
    if cell["source"].rstrip().endswith(";"):
        yield "no cell ends with ';' (JupyterLab hides that output, nbval sees it)", "end with an assignment or print"
    if _NBVAL_COMMENT.search(cell["source"]) or {tag for tag in tags if tag.startswith("nbval-")} - ALLOWED_TAGS:
        yield f"nbval is told nothing but {MEASURED_TAG}, by a tag", "remove the comment or tag"
    raised = any(output["output_type"] == "error" for output in outputs)
    if RAISES_TAG in tags and not raised:
        yield f"a cell tagged {RAISES_TAG} raises", f"remove the tag, or mend the cell and {BUILD}"
    if raised and RAISES_TAG not in tags:
        yield "no cell raises unless it is meant to", f"mend it, or tag it {RAISES_TAG}"
    if any(output.get("name") == "stderr" for output in outputs):
        yield "no cell writes to stderr", f"filter the warning in the first cell, then {BUILD}"


def _of_the_whole(notebook: NotebookNode, folder: str) -> Iterator[tuple[str, str]]:
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    if notebook["metadata"] != NOTEBOOK_METADATA:
        yield "its metadata name the kernel and the language, and nothing else", BUILD
    ids = [cell["id"] for cell in cells]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        yield f"cell ids are unique ({', '.join(twice)})", "rename one of each"
    if [cell["execution_count"] for cell in code if cell["source"].strip()] != list(range(1, len(code) + 1)):
        yield "its cells were run once, from top to bottom", BUILD
    if folder in ("exercises", "solutions") and (not code or code[0]["source"].strip() != "%load_ext coursekit"):
        yield "the first code cell is `%load_ext coursekit`", "add it"


def _of_a_cell(cell: NotebookNode, folder: str) -> Iterator[tuple[str, str]]:
    name, tags = cell["id"], tags_of(cell)
    if not _READABLE_ID.fullmatch(name) or _RANDOM_ID.fullmatch(name):
        yield "a cell's id is two or three words that say what it does, like 'sell-twice'", "rename it in a text editor"
    unread = set(cell["metadata"]) - {"tags", MADE_FROM}
    if unread:
        yield f"a cell has no metadata that nothing reads ({', '.join(sorted(unread))})", BUILD
    unknown = sorted(set(tags) - ALLOWED_TAGS)
    if unknown:
        yield f"a cell's tags are {', '.join(sorted(ALLOWED_TAGS))} (not {', '.join(unknown)})", "remove the tag"
    if SOLUTION_TAG in tags and folder != "solutions":
        yield f"a cell tagged {SOLUTION_TAG} stands in solutions/ only", "remove the tag"
    if cell["cell_type"] == "markdown":
        if _BARE_MARKDOWN_IMAGE.search(cell["source"]) or _ImagesWithoutAlt.count(cell["source"]):
            yield "an image in Markdown has alt text", "write it: ![what one sees](...)"
    elif cell["cell_type"] == "code":
        yield from _of_an_answer(cell["source"], folder)
        for output in cell["outputs"]:
            yield from _of_an_output(output)


def _of_an_answer(source: str, folder: str) -> Iterator[tuple[str, str]]:
    first = source.split("\n", 1)[0]
    name, code = split_answer(source)
    if name is None and first.startswith("%%exercise"):
        yield "the magic's line is `%%exercise name`, in lessons and solutions/ with --rehearse", "mend it"
    elif name is not None and folder != "exercises" and not first.rstrip().endswith("--rehearse"):
        yield "an answer of ours is judged with --rehearse, so that it never touches the learner's", "add it"
    elif name is not None and folder == "solutions":
        if not has_marks(code):
            yield "a worked answer has a hole, marked '# begin solution' and '# end solution'", "mark it"
    elif has_marks(source):
        yield "only worked answers have holes", "remove the marks"


def _of_an_output(output: NotebookNode) -> Iterator[tuple[str, str]]:
    if output.get("metadata"):
        yield "an output has no metadata", BUILD
    data: dict[str, Any] = output.get("data", {})
    if any(mime.startswith("image/") for mime in data) or _ImagesWithoutAlt.count(data.get("text/html", "")):
        yield "a picture has alt text and a caption", "show it with `coursekit.pictures.show`"
    text = [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", ())]
    text += [value for mime, value in data.items() if mime.startswith("text/")]
    said = _IMAGE_DATA.sub("", "\n".join(text))
    for what, pattern in _OF_THIS_RUN.items():
        hit = pattern.search(said)
        if hit:
            yield f"an output holds nothing of this run or machine ({what}: {hit[0]!r})", "print something else"
    if any(name in said for name in _names_of_this_machine()):
        yield "an output holds nothing of this run or machine (its name or folder)", "print something else"


def _names_of_this_machine() -> Iterator[str]:
    yield str(course_root())
    host = platform.node()
    # A host called "curtain" or "main" would be found everywhere; one with a digit in it names itself.
    if any(letter.isdigit() for letter in host):
        yield host


class _ImagesWithoutAlt(HTMLParser):
    """Counts `<img>` elements whose alt text is missing or empty."""

    def __init__(self) -> None:
        super().__init__()
        self.found = 0

    @classmethod
    def count(cls, html: str) -> int:
        parser = cls()
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and not (dict(attrs).get("alt") or "").strip():
            self.found += 1
