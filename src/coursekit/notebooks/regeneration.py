"""Making every notebook's outputs and every exercise notebook anew, and proving that nobody forgot to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.notebooks.derivation import BadMarks, exercise_from, tags_of
from coursekit.notebooks.execution import execute
from coursekit.notebooks.navigation import renumbered, with_navigation
from coursekit.notebooks.shipped import notebooks_in, stubs_folder, stubs_in
from coursekit.paths import course_root

if TYPE_CHECKING:
    from nbformat import NotebookNode

AT_A_TIME = 2
MEASURED_TAG = "nbval-ignore-output"
MADE_FROM = "made_from"


def build(paths: Iterable[Path] = (), *, root: Path | None = None) -> list[Path]:
    """Execute lessons and solutions, derive and execute the exercises, and write what has changed.

    First the links between all the notebooks are renewed, whatever is to be built: they follow from the file names.

    A second call changes nothing. Where an output holds a picture or a measured time (tag `nbval-ignore-output`), the
    stored one is kept as long as no code cell up to it has changed (`made_from` in its metadata is a digest of them)
    and the new one has the same form. To renew such an output, clear it in JupyterLab and build again.

    Args:
        paths: notebooks to build; none means all. An exercise notebook stands for the solutions it is derived from.
        root: the course's root; by default this clone.

    Returns:
        The notebooks that were written, in the order of the course.

    Raises:
        NotebookFailed: a notebook did not run to its end; what ran is written all the same.
        BadMarks: an answer cell's marks don't pair up.
        FileNotFoundError: a path names no notebook, or an exercise without solutions.
    """
    root = root or course_root()
    asked = [path.resolve() for path in paths]
    sources = [root / "solutions" / p.name if p.parent.name == "exercises" else p for p in asked]
    if not asked:
        sources = [*notebooks_in(root / "notebooks"), *notebooks_in(root / "solutions")]
    linked = [path for path in _notebooks(root) for path in _renew_links(path, root)]
    for path, text in _stale_pages(root):
        path.write_text(text, encoding="utf-8")
        linked.append(path)
    with ThreadPoolExecutor(max_workers=AT_A_TIME) as pool:
        runs = [pool.submit(_build_one, source, root) for source in dict.fromkeys(sources)]
    return list(dict.fromkeys([*linked, *(path for run in runs for path in run.result())]))


def _notebooks(root: Path) -> list[Path]:
    return [path for folder in ("notebooks", "solutions", "exercises") for path in notebooks_in(root / folder)]


def _stale_pages(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each Markdown file that names a notebook by an old number, with its text as it should be."""
    for path in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")]):
        text = path.read_text(encoding="utf-8")
        if renumbered(text, root) != text:
            yield path, renumbered(text, root)


def _renew_links(path: Path, root: Path) -> list[Path]:
    notebook = _read(path)
    cells = with_navigation(notebook["cells"], path, root)
    if [*map(_identity, cells)] == [*map(_identity, notebook["cells"])]:
        return []
    notebook["cells"] = cells
    return _write(notebook, path)


def _build_one(source: Path, root: Path) -> list[Path]:
    worked = _read(source)
    written = _settle(execute(worked, source), source, _cells(source))
    if source.parent.name != "solutions":
        return written
    target = root / "exercises" / source.name
    target.parent.mkdir(exist_ok=True)
    try:
        stored, exercise = _cells(target), exercise_from(worked)
    except BadMarks as error:
        raise BadMarks(f"solutions/{source.name}: {error}") from None
    # Before it is executed: an answer is told to be untouched by the stub that lies there.
    written += _write_stubs(exercise, root)
    return written + _settle(execute(exercise, target), target, stored)


def _write_stubs(exercise: NotebookNode, root: Path) -> list[Path]:
    stubs_folder(root).mkdir(parents=True, exist_ok=True)
    written = []
    for name, stub in stubs_in(exercise).items():
        path = stubs_folder(root) / f"{name}.py"
        if not path.exists() or path.read_text(encoding="utf-8") != stub:
            path.write_text(stub, encoding="utf-8")
            written.append(path)
    return written


def check_fresh(*, root: Path | None = None) -> list[str]:
    """Prove that what is derived is fresh: exercises and stubs from the solutions, links from the file names.

    Outputs are not compared: that is nbval's work.

    Args:
        root: the course's root; by default this clone.

    Returns:
        One sentence for each difference, with the command that mends it; empty if there is none.
    """
    root = root or course_root()
    solutions, exercises = notebooks_in(root / "solutions"), notebooks_in(root / "exercises")
    problems = []
    stubs: dict[str, str] = {}
    for solution in solutions:
        exercise = root / "exercises" / solution.name
        remedy = f"derived from solutions/{solution.name}: change that and run `course build`"
        if exercise not in exercises:
            problems.append(f"exercises/{solution.name} is missing; it is {remedy}")
            continue
        try:
            derived = exercise_from(_read(solution))
        except BadMarks as error:
            problems.append(f"solutions/{solution.name}: {error}")
            continue
        stubs |= stubs_in(derived)
        for cell in _differing(derived["cells"], _cells(exercise)):
            problems.append(f"exercises/{solution.name}: cell {cell!r} is not what the solutions give; it is {remedy}")
    orphans = {path.name for path in exercises} - {path.name for path in solutions}
    # A workshop may hold all the solutions back; then there is nothing to compare.
    if solutions:
        problems += _stale_stubs(stubs, root)
        problems += [f"exercises/{name} has no solutions to be derived from: delete it" for name in sorted(orphans)]
    return problems + list(_stale_links(root))


def _stale_links(root: Path) -> Iterator[str]:
    stale = [path for path, _ in _stale_pages(root)]
    for path in _notebooks(root):
        stored = _cells(path)
        if list(_differing(with_navigation(stored, path, root), stored)):
            stale.append(path)
    for path in stale:
        where = path.relative_to(root).as_posix()
        yield f"{where}: its links are not what the notebooks' file names give: run `course build`"


def _stale_stubs(stubs: Mapping[str, str], root: Path) -> Iterator[str]:
    folder = stubs_folder(root)
    stored = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    for name in sorted(stubs.keys() | stored.keys()):
        if stubs.get(name) != stored.get(name):
            remedy = "run `course build`" if name in stubs else "no solution has it: delete it"
            yield f"{folder.relative_to(root)}/{name}.py is not the stub that the solutions give: {remedy}"


def made_from(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, str]]:
    """Say what code led to each measured output.

    Args:
        notebook: any notebook.

    Yields:
        Each cell tagged `nbval-ignore-output`, with a digest of all code cells up to it.
    """
    digest = hashlib.sha256()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            digest.update(cell["source"].encode() + b"\0")
            if MEASURED_TAG in tags_of(cell):
                yield cell, digest.hexdigest()[:12]


def _settle(fresh: NotebookNode, path: Path, stored: list[NotebookNode]) -> list[Path]:
    """Write a notebook unless what lies there differs from it by noise only; give back what was written."""
    before = {cell["id"]: cell for cell in stored if cell["cell_type"] == "code"}
    for cell, digest in made_from(fresh):
        cell["metadata"][MADE_FROM] = digest
        old = before.get(cell["id"])
        if old and old["metadata"].get(MADE_FROM) == digest and _form(old) == _form(cell):
            cell["outputs"] = old["outputs"]
    return _write(fresh, path)


def _write(notebook: NotebookNode, path: Path) -> list[Path]:
    import nbformat

    text = nbformat.writes(notebook) + "\n"  # type: ignore[no-untyped-call]
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    path.write_text(text, encoding="utf-8")
    return [path]


def _form(cell: NotebookNode) -> list[Any]:
    """Reduce a cell's outputs to what they are, leaving out what they say."""
    return [(out["output_type"], out.get("name"), sorted(out.get("data", ()))) for out in cell["outputs"]]


def _differing(derived: list[NotebookNode], stored: list[NotebookNode]) -> Iterator[str]:
    """Yield the ids of cells that differ in more than their outputs."""
    for wanted, found in zip_longest(map(_identity, derived), map(_identity, stored)):
        if wanted != found:
            yield (wanted or found)[0]


def _identity(cell: NotebookNode) -> tuple[str, str, str, list[str]]:
    return cell["id"], cell["cell_type"], cell["source"], tags_of(cell)


def _cells(path: Path) -> list[NotebookNode]:
    return _read(path)["cells"] if path.exists() else []


def _read(path: Path) -> NotebookNode:
    import nbformat

    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call,no-any-return]
