"""Answers as `course judge` finds them: files, notebooks, a learner's folder, a folder of learners."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coursekit.exercises import Exercise, catalogue
from coursekit.notebooks.derivation import split_answer

_SUFFIXES = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class Submission:
    """One answer to judge.

    Attributes:
        learner: the name of the folder it lies in; of the folder around that, if the former is called `answers`.
        where: the file as it was named, and the cell if it is a notebook.
        exercise: what it answers.
        source: the answer.
    """

    learner: str
    where: str
    exercise: Exercise
    source: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something among the paths that cannot be judged.

    Attributes:
        learner: as in `Submission`.
        where: as in `Submission`.
        reason: why, and what to do.
    """

    learner: str
    where: str
    reason: str


def collect(paths: Iterable[Path]) -> tuple[list[Submission], list[Unusable]]:
    """Find the answers that paths stand for.

    A folder that holds answer files (`NAME.py`) or notebooks is one learner's; any other is a folder of learners'
    folders. Nothing deeper is looked at, and nothing whose name starts with a dot; a folder with answers that lies
    beside answers is named among what cannot be judged. In a folder that is named after an exercise, every file answers
    that exercise, and its name stands for the learner's.

    Args:
        paths: files and folders.

    Returns:
        What can be judged, by learner, then in the order of the catalogue; and what cannot, in the order of the paths.
    """
    submissions: list[Submission] = []
    unusable: list[Unusable] = []
    paths = list(paths)
    for folder in (folder for path in paths if path.is_dir() for folder in _looked_at(path) if _answers_in(folder)):
        reason = "lies beside answers, and was not looked at: name it on the command line, too."
        unusable += [Unusable(_owner(each), str(each), reason) for each in _folders_in(folder) if _answers_in(each)]
    for path, learner in _files(paths).items():
        for found in _read(path, learner):
            if isinstance(found, Submission):
                submissions.append(found)
            else:
                unusable.append(found)
    order = {name: number for number, name in enumerate(catalogue())}
    submissions.sort(key=lambda each: (each.learner, order[each.exercise.name]))
    return submissions, unusable


def _files(paths: Iterable[Path]) -> dict[Path, str]:
    """Give each file once, with its learner. A folder without answers stands for itself, and `_read` says so."""
    found: dict[Path, str] = {}
    for path in paths:
        if not path.is_dir():
            found.setdefault(path, _owner(path.parent))
            continue
        for folder in _looked_at(path):
            for file in _answers_in(folder) or [folder]:
                found.setdefault(file, _owner(folder))
    return found


def _looked_at(folder: Path) -> list[Path]:
    """Give the learners' folders that a folder stands for: itself if it has answers, else those in it."""
    return [folder] if _answers_in(folder) else _folders_in(folder) or [folder]


def _answers_in(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.suffix in _SUFFIXES and path.is_file()]


def _folders_in(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.is_dir()]


def _visible(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    except OSError:
        return []


def _owner(folder: Path) -> str:
    folder = folder.resolve()
    return folder.parent.name if folder.name == "answers" else folder.name


def _read(path: Path, learner: str) -> Iterator[Submission | Unusable]:
    if path.is_dir():
        yield Unusable(learner, str(path), "holds no answers that can be read: neither NAME.py nor a notebook.")
    elif not path.exists():
        yield Unusable(learner, str(path), "does not exist.")
    elif path.suffix not in _SUFFIXES:
        yield Unusable(learner, str(path), "is neither an answer file (NAME.py) nor a notebook (.ipynb).")
    else:
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            yield Unusable(learner, str(path), "is not UTF-8 text. Convert it in an editor.")
        except OSError as error:
            yield Unusable(learner, str(path), f"cannot be read: {error.strerror}.")
        else:
            yield from (_of_file if path.suffix == ".py" else _of_notebook)(path, learner, text)


def _of_file(path: Path, learner: str, text: str) -> Iterator[Submission | Unusable]:
    folder = path.resolve().parent.name
    if path.stem in catalogue():
        yield Submission(learner, str(path), catalogue()[path.stem], text)
    elif folder in catalogue():
        yield Submission(path.stem, str(path), catalogue()[folder], text)
    else:
        reason = f"answers no exercise: none is named {path.stem!r}, or like the folder, {folder!r}."
        yield Unusable(learner, str(path), reason)


def _of_notebook(path: Path, learner: str, text: str) -> Iterator[Submission | Unusable]:
    try:
        sources = [
            "".join(cell["source"]).lstrip() if cell["cell_type"] == "code" else ""
            for cell in json.loads(text)["cells"]
        ]
    except (ValueError, LookupError, TypeError, RecursionError):
        yield Unusable(learner, str(path), "is no notebook of format 4: open and save it in JupyterLab.")
        return
    if not any(source.startswith("%%exercise") for source in sources):
        yield Unusable(learner, str(path), "has no cell that starts with `%%exercise`.")
    for number, source in enumerate(sources, start=1):
        if source.startswith("%%exercise"):
            where = f"{path}, cell {number}"
            name, answer = split_answer(source)
            exercise = catalogue().get(name or "")
            if exercise is None:
                line = source.partition("\n")[0]
                yield Unusable(learner, where, f"answers no exercise: its first line is {line!r}.")
            else:
                yield Submission(learner, where, exercise, answer)
