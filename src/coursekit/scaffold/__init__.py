"""The files of a new exercise, and of its topic if that is new; and the list of what in them is still to be written."""

from __future__ import annotations

import ast
import importlib.util
import json
import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coursekit.exercises import catalogue
from coursekit.lessons import lessons
from coursekit.notebooks.derivation import SOLUTION_TAG, split_answer, tags_of
from coursekit.notebooks.execution import NOTEBOOK_METADATA
from coursekit.notebooks.shipped import notebooks_in
from coursekit.scaffold import templates
from coursekit.scaffold.templates import cell, filled

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TODO = re.compile(r"\bTODO\b.*")
_WRITTEN = ("src/coursekit/exercises/*/*.py", "tests/answers/*/*.py", "docs/teaching/*.md")


class Refused(ValueError):  # noqa: N818 - read as a sentence where it is raised
    """Nothing was made. The message says why, and what would do."""


def new_exercise(topic: str, name: str, root: Path) -> list[Path]:
    """Make the files of an exercise, full of TODOs.

    For a topic that the course has, the exercise is added behind the last one in its `EXERCISES` and its solutions.
    For a new one, lesson, solutions and package are made, under the next free number. No file is overwritten.

    Args:
        topic: the stem of the lesson's notebook, without its number.
        name: the exercise's name.
        root: the course's root.

    Returns:
        The files that were made or added to.

    Raises:
        Refused: a name that will not do, or a file or exercise that is already there.
    """
    _refuse_names(topic, name)
    package = root / "src" / "coursekit" / "exercises" / topic
    known = (package / "__init__.py").exists()
    number = _number_of(topic, root) if known else _next_number(root)
    names = {
        "topic": topic,
        "Title": _title(topic),
        "title_lower": _title(topic).lower(),
        "exercise": name,
        "Exercise": _title(name),
        "number": number,
        "minutes": str(templates.MINUTES),
        "exercise_minutes": str(templates.EXERCISE_MINUTES),
    }
    answers = root / "tests" / "answers" / name
    texts = {
        package / f"{name}.py": templates.EXERCISE,
        answers / "right_todo.py": templates.RIGHT,
        answers / "wrong_todo.py": templates.WRONG,
    }
    files = {path: filled(text, names) for path, text in texts.items()}
    solutions = root / "solutions" / f"{number}_{topic}.ipynb"
    exercise_cells = _exercise_cells(names)
    if known:
        registered = _registered(package / "__init__.py", topic, name)
        notebook = json.loads(solutions.read_text(encoding="utf-8"))
        place = _end_of_answers(notebook["cells"])
        notebook["cells"][place:place] = exercise_cells
        added = {package / "__init__.py": registered, solutions: _as_json(notebook)}
    else:
        lesson = root / "notebooks" / solutions.name
        files[package / "__init__.py"] = filled(templates.PACKAGE, names)
        files[lesson] = _notebook(_cells(templates.LESSON, names))
        files[solutions] = _notebook(_cells(templates.SOLUTIONS, names) + exercise_cells)
        added = {}
    there = [path for path in files if path.exists()]
    if there:
        raise Refused(f"{there[0].relative_to(root)} is there already: choose another name, or delete it")
    for path, text in (files | added).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [*files, *added]


def unfinished(root: Path) -> Iterator[str]:
    """Find what is still to be written.

    Args:
        root: the course's root.

    Yields:
        A sentence for each TODO, with its file and line or cell.
    """
    for pattern in _WRITTEN:
        for path in sorted(root.glob(pattern)):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if found := _TODO.search(line):
                    yield f"{path.relative_to(root).as_posix()}:{number}: still to be written: {found[0]}"
    for folder in ("notebooks", "solutions"):
        for path in notebooks_in(root / folder):
            for each in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                for todo in _TODO.findall("".join(each["source"])):
                    yield f"{folder}/{path.name}: cell {each['id']!r}: still to be written: {todo}"


def _refuse_names(topic: str, name: str) -> None:
    for what, given in (("a topic", topic), ("an exercise", name)):
        if not _NAME.fullmatch(given) or keyword.iskeyword(given):
            raise Refused(f"{given!r} is no name for {what}: say it in lower case, words joined by _, like sell_twice")
    if name in catalogue():
        raise Refused(f"there is an exercise {name!r} already, in {catalogue()[name].topic}: choose another name")
    if importlib.util.find_spec(name) is not None:  # the answer's module would take its place
        raise Refused(f"Python has a module {name!r}, which an answer of that name would hide: choose another name")
    topics = {lesson.topic for lesson in lessons()}
    if name in topics | {topic} or topic in catalogue():
        raise Refused(f"a topic and an exercise can't share a name ({name!r} in {topic!r}): choose another")


def _number_of(topic: str, root: Path) -> str:
    for path in notebooks_in(root / "solutions"):
        if path.stem.partition("_")[2] == topic:
            return path.stem.partition("_")[0]
    raise Refused(f"solutions/NN_{topic}.ipynb is missing, and the exercise would belong into it: restore it first")


def _next_number(root: Path) -> str:
    folders = ("notebooks", "solutions", "exercises")
    stems = [path.stem.partition("_")[0] for folder in folders for path in notebooks_in(root / folder)]
    return f"{max((int(stem) for stem in stems if stem.isdigit()), default=0) + 1:02}"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _cells(listed: tuple[tuple[str, str, str], ...], names: dict[str, str]) -> list[dict[str, Any]]:
    return [cell(name, kind, filled(text, names)) for name, kind, text in listed]


def _exercise_cells(names: dict[str, str]) -> list[dict[str, Any]]:
    suffix = names["exercise"].replace("_", "-")
    return [
        cell(f"task-{suffix}", "markdown", filled(templates.TASK, names)),
        cell(f"answer-{suffix}", "code", filled(templates.ANSWER, names)),
        cell(f"why-{suffix}", "markdown", templates.REASONING, SOLUTION_TAG),
    ]


def _end_of_answers(cells: list[dict[str, Any]]) -> int:
    """Give the place behind the last answer and its reasoning; what follows there closes the notebook."""
    place = max((n for n, each in enumerate(cells) if split_answer("".join(each["source"]))[0]), default=len(cells) - 1)
    while place + 1 < len(cells) and SOLUTION_TAG in tags_of(cells[place + 1]):
        place += 1
    return place + 1


def _notebook(cells: list[dict[str, Any]]) -> str:
    return _as_json({"cells": cells, "metadata": NOTEBOOK_METADATA, "nbformat": 4, "nbformat_minor": 5})


def _as_json(notebook: dict[str, Any]) -> str:
    """Write a notebook as nbformat does, so that a diff shows what was added and nothing else."""
    for each in notebook["cells"]:
        if isinstance(each["source"], str):
            each["source"] = each["source"].splitlines(keepends=True)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _registered(package: Path, topic: str, name: str) -> str:
    """Add an exercise to the import and to the `EXERCISES` of its topic's package; give the new source."""
    source = package.read_text(encoding="utf-8")
    lines = source.splitlines()
    imports = exercises = None
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.module == f"coursekit.exercises.{topic}":
            imports = node
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and _assigns(node, "EXERCISES"):
            exercises = node
    if imports is None or exercises is None:
        where = f"src/coursekit/exercises/{topic}/__init__.py"
        raise Refused(f"{where} has no 'from coursekit.exercises.{topic} import ...' and 'EXERCISES = (...)': mend it")
    assert isinstance(exercises.value, ast.Tuple)
    modules = sorted([*(ast.unparse(alias) for alias in imports.names), name])
    entries = [*(ast.unparse(entry) for entry in exercises.value.elts), f"{name}.EXERCISE"]
    parts = {
        imports: f"from coursekit.exercises.{topic} import (\n" + "".join(f"    {each},\n" for each in modules) + ")",
        exercises: "EXERCISES = (\n" + "".join(f"    {each},\n" for each in entries) + ")",
    }
    for node in sorted(parts, key=lambda node: node.lineno, reverse=True):
        lines[node.lineno - 1 : node.end_lineno] = parts[node].splitlines()
    return "\n".join(lines) + "\n"


def _assigns(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
