"""From `course new` to a landed exercise, in a copy of the course that has no other topic."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from toy_exercise import TOY

from coursekit import scaffold
from coursekit.lessons import Lesson
from coursekit.notebooks.reading_time import WORDS_A_MINUTE
from coursekit.paths import course_root
from coursekit.scaffold import Refused, new_exercise, unfinished

COURSE = [sys.executable, "-c", "import sys; from coursekit.cli import main; sys.exit(main())"]
CHECKS = ("test_exercises.py", "test_notebooks.py", "test_lessons.py", "test_teaching.py")
WRITTEN = ("src/coursekit/exercises", "notebooks", "solutions")  # what an author writes, and ruff looks at
MADE = [
    "src/coursekit/exercises/toys/double_it.py",
    "tests/answers/double_it/right_todo.py",
    "tests/answers/double_it/wrong_todo.py",
    "src/coursekit/exercises/toys/__init__.py",
    "notebooks/01_toys.ipynb",
    "solutions/01_toys.ipynb",
]
EXERCISE = '''\
"""Build a function that doubles what it is given."""

from __future__ import annotations

from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong


def _doubles(module: ModuleType) -> None:
    got = module.double(3)
    if got != 6:
        raise Wrong(f"double(3) gave {got!r}, not 6.", "What is twice three?")


EXERCISE = Exercise(
    name="double_it",
    topic="toys",
    title="Double it",
    level="build",
    minutes=10,
    provides={"double": ("value",)},
    demands=(Demand("doubled", "A number is doubled.", _doubles),),
    hints=("Look at `*`.", "It works for numbers.", "`return value * 2`"),
    debrief="`value + value` does as well.",
    needs=("doubling",),
)
'''
ANSWER = '''\
%%exercise double_it --rehearse
def double(value: int) -> int:
    """Give twice the value."""
    # begin solution
    return value * 2
    # end solution'''
TASK = """\
## Double it

*Level: build. Time: 10 minutes.*

Write `double(value)`.

- A number is doubled."""
PAGE = """\
# Teaching: Toys

## Prepare

- Nothing.

## Say first

Three toys, and six were wanted.

## Guesses to collect

- `measure-run`: how many?

## Where people get stuck

- `double_it`
  - `gives_3`: *what is twice three?*

## When short of time

1. *The repair*

## Close

*How many now?*
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit without any topic."""
    root = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("__pycache__", "answers", "stubs", "*.egg-info")
    for name in ("src", "tests"):
        shutil.copytree(course_root() / name, root / name, ignore=ignored)
    for name in ("pyproject.toml", "conftest.py", "Makefile"):
        shutil.copy(course_root() / name, root / name)
    for topic in (root / "src" / "coursekit" / "exercises").iterdir():
        if topic.is_dir():
            shutil.rmtree(topic)
    (root / "tests" / "answers").mkdir()
    (root / "README.md").write_text("")
    return root


def run(root: Path, *command: str) -> tuple[int, list[str]]:
    """Run a command in the copy, with the copy's kit; give its exit code and lines."""
    environment = os.environ | {"PYTHONPATH": str(root / "src"), "COLUMNS": "1000"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def check(root: Path) -> list[str]:
    """Give what `course build --check` reports."""
    code, lines = run(root, *COURSE, "build", "--check")
    assert code == (1 if lines else 0), lines
    assert not any(line.startswith("Traceback") for line in lines), lines
    return lines


def checks(root: Path) -> dict[str, str]:
    """Run the course's checks; give the first line of each failure by the test's name."""
    paths = [f"tests/{name}" for name in CHECKS]
    _, lines = run(root, sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", *paths)
    assert any(re.search(r"\d+ (passed|failed)", line) for line in lines[-3:]), "\n".join(lines)
    assert not any(line.startswith("ERROR") for line in lines), "\n".join(lines)
    failed = (re.fullmatch(r"FAILED tests/\w+\.py::(\S+) - (.*)", line) for line in lines)
    return {found[1]: found[2] for found in failed if found}


def test_from_new_to_landed(copy: Path) -> None:
    assert run(copy, *COURSE, "new", "toys", "double_it") == (0, MADE)
    made = {name: (copy / name).read_text() for name in MADE}

    missing = check(copy)
    assert {re.split("[: ]", line)[0] for line in missing} == {*MADE, "exercises/01_toys.ipynb"}
    assert "exercises/01_toys.ipynb is missing" in "\n".join(missing)
    assert any("every code cell has been run: run `course build`" in line for line in missing)
    failures = checks(copy)
    expected = {
        "test_nothing_is_left_to_be_written": "still to be written",
        "test_stub_is_untouched[double_it]": "src/coursekit/stubs/double_it.py is missing: run `course build`",
        "test_enough_answers_are_catalogued[double_it]": "tests/answers/double_it/: 1 of at least 2 files right_*.py",
        "test_pages_are_of_one_build[toys]": "docs/teaching/toys.md is missing",
        "test_every_topic_has_its_three_notebooks_and_every_exercise_its_cell": "exercises/NN_toys.ipynb: there are 0",
    }
    for test, words in expected.items():
        assert words in failures[test]

    # What is made passes ruff as it is, and is built as it is.
    for command in ("check", "format --check"):
        assert run(copy, sys.executable, "-m", "ruff", *command.split(), "--quiet", *WRITTEN) == (0, [])
    assert run(copy, *COURSE, "build")[0] == 0
    assert all("still to be written" in line for line in check(copy))

    fill_in(copy)
    assert run(copy, *COURSE, "build")[0] == 0
    assert check(copy) == []
    assert checks(copy) == {}

    code, said = run(copy, *COURSE, "new", "toys", "double_it")
    assert (code, said) == (1, ["course: there is an exercise 'double_it' already, in toys: choose another name"])
    assert (copy / MADE[0]).read_text() == EXERCISE != made[MADE[0]]

    # Another exercise of a topic that is there: added, not written anew.
    code, files = run(copy, *COURSE, "new", "toys", "halve_it")
    assert code == 0 and files[-2:] == ["src/coursekit/exercises/toys/__init__.py", "solutions/01_toys.ipynb"]
    solutions = json.loads((copy / files[-1]).read_text())["cells"]
    ids = [f"{kind}-{name}-it" for name in ("double", "halve") for kind in ("task", "answer", "why")]
    assert [cell["id"] for cell in solutions] == ["title", "load-kit", "how-it-works", *ids, "navigation"]
    todo = {line.split(":")[0] for line in check(copy) if "still to be written" in line}
    assert todo == {name for name in files if not name.endswith("__init__.py")}
    assert run(copy, sys.executable, "-m", "ruff", "check", "--quiet", *WRITTEN) == (0, [])
    assert run(copy, sys.executable, "-m", "ruff", "format", "--check", "--quiet", *WRITTEN) == (0, [])


def fill_in(copy: Path) -> None:
    """Do an author's work."""
    (copy / MADE[0]).write_text(EXERCISE)
    answers = copy / "tests" / "answers" / "double_it"
    for path in answers.iterdir():
        path.unlink()
    for name, answer in {"twice": "value * 2", "sum": "value + value"}.items():
        (answers / f"right_{name}.py").write_text(f'"""By {name}."""\n\n\ndef double(value):\n    return {answer}\n')
    for wrong in (3, 5, 7, 9, 33):
        about = f'"""It is {wrong}.\n\nSays: double(3) gave {wrong}, not 6\n"""'
        (answers / f"wrong_gives_{wrong}.py").write_text(f"{about}\n\n\ndef double(value):\n    return {wrong}\n")
    package = copy / MADE[3]
    package.write_text(re.sub(r"TODO: [^\"]+", "doubling", package.read_text()).replace("minutes=50", "minutes=10"))
    for name in MADE[-2:]:
        notebook = json.loads((copy / name).read_text())
        for cell in notebook["cells"]:
            replaced = {"task-double-it": TASK, "answer-double-it": ANSWER}.get(cell["id"])
            cell["source"] = replaced or re.sub(r"TODO:? ?", "", "".join(cell["source"])).replace("** 50,", "** 10,")
            if cell["id"] == "repair":
                cell["source"] += "\n\n" + "Doubling. " * 10 * WORDS_A_MINUTE  # a lesson of about ten minutes
        (copy / name).write_text(json.dumps(notebook))
    (copy / "README.md").write_text("| [Toys](notebooks/01_toys.ipynb) | 10 | x | [one](Makefile), 10 minutes |\n")
    page = copy / "docs" / "teaching" / "toys.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course that knows one exercise, and has a lesson with the number 7."""
    monkeypatch.setattr(scaffold, "catalogue", lambda: {"toy": TOY})
    monkeypatch.setattr(scaffold, "lessons", lambda: [Lesson("toys", "Toys", 1, ())])
    for folder, name in (("notebooks", "02_a"), ("solutions", "03_b"), ("exercises", "07_c")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.ipynb").write_text('{"cells": []}')
    return tmp_path


@pytest.mark.parametrize(
    ("topic", "name", "said"),
    [
        ("Games", "chess", "'Games' is no name for a topic"),
        ("games", "chess-2", "'chess-2' is no name for an exercise"),
        ("games", "../chess", "'../chess' is no name for an exercise"),
        ("games", "class", "'class' is no name for an exercise"),
        ("games", "", "'' is no name for an exercise"),
        ("games", "toy", "there is an exercise 'toy' already, in toys"),
        ("games", "queue", "Python has a module 'queue'"),
        ("games", "games", "can't share a name"),
        ("games", "toys", "can't share a name"),
        ("toy", "chess", "can't share a name"),
    ],
)
def test_bad_names_are_refused_and_nothing_is_made(course: Path, topic: str, name: str, said: str) -> None:
    before = sorted(course.rglob("*"))
    with pytest.raises(Refused, match=re.escape(said)):
        new_exercise(topic, name, course)
    assert sorted(course.rglob("*")) == before


def test_a_new_topic_gets_the_next_free_number(course: Path) -> None:
    files = {path.relative_to(course).as_posix() for path in new_exercise("games", "chess", course)}
    assert {"notebooks/08_games.ipynb", "solutions/08_games.ipynb"} < files
    assert "08_games" in (course / "notebooks" / "08_games.ipynb").read_text()


def test_nothing_is_overwritten(course: Path) -> None:
    there = course / "tests" / "answers" / "chess" / "wrong_todo.py"
    there.parent.mkdir(parents=True)
    there.write_text("mine")
    with pytest.raises(Refused, match=r"tests/answers/chess/wrong_todo\.py is there already"):
        new_exercise("games", "chess", course)
    assert there.read_text() == "mine"
    assert not (course / "notebooks" / "08_games.ipynb").exists()


def test_a_topic_that_cannot_be_added_to_is_left_alone(course: Path) -> None:
    package = course / "src" / "coursekit" / "exercises" / "games" / "__init__.py"
    package.parent.mkdir(parents=True)
    package.write_text("EXERCISES = ()\n")
    with pytest.raises(Refused, match=r"solutions/NN_games\.ipynb is missing"):
        new_exercise("games", "chess", course)
    (course / "solutions" / "08_games.ipynb").write_text('{"cells": []}')
    with pytest.raises(Refused, match=r"games/__init__\.py has no"):
        new_exercise("games", "chess", course)
    assert package.read_text() == "EXERCISES = ()\n"


def test_each_todo_is_named_with_its_place(course: Path) -> None:
    new_exercise("games", "chess", course)
    todos = list(unfinished(course))
    assert "tests/answers/chess/wrong_todo.py:3: still to be written: TODO: words that the verdict must contain" in (
        todo.partition(",")[0] for todo in todos
    )
    assert (
        "notebooks/08_games.ipynb: cell 'suspect': still to be written: TODO: reproduce the symptom on Curtain."
        in todos
    )
