"""How each grader gets a class, is told to judge it, and is asked for its scores.

Each has a `name` as the table has it, the `python` of its environment, and `at_once`, among how many commands, which
run at the same time, it splits a class. `commands` writes the class's notebooks into an empty folder and gives the
commands that judge them; `scores` reads the scores from there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.field.environments import SCRIPTS, environment_of, variables
from tests.field.learners import EXERCISES, Class, checks_of, code_cell, notebook

Scores = Mapping[str, Mapping[str, bool]]  # learner, exercise; nothing where there is no score

_ASSIGNMENT = "class"
_SECONDS = 300  # for what is done once, before anything is timed


@dataclass(frozen=True, slots=True)
class Ours:
    """`course judge` on the folder of learners."""

    name: str = "this course: course judge"
    python: Path = Path(sys.executable)
    at_once: int = 1

    def commands(self, learners: Class, folder: Path) -> list[list[str]]:
        """Write a folder for each learner with one notebook."""
        for learner, answers in learners.items():
            cells = [code_cell(name, f"%%exercise {name}\n{answer.source}") for name, answer in answers.items()]
            (folder / "class" / learner).mkdir(parents=True)
            (folder / "class" / learner / "answers.ipynb").write_text(json.dumps(notebook(cells)))
        options = ["--jobs", "2", "--format", "json", "--output", "verdicts.json"]
        return [[str(self.python.with_name("course")), "judge", "class", *options]]

    def scores(self, folder: Path) -> Scores:
        """Read the verdicts."""
        found: dict[str, dict[str, bool]] = {}
        for verdict in json.loads((folder / "verdicts.json").read_text())["answers"]:
            found.setdefault(verdict["learner"], {})[verdict["exercise"]] = verdict["outcome"] == "passed"
        return found


@dataclass(frozen=True, slots=True)
class Otter:
    """otter-grader without Docker: `otter.api.grade_submission`, in two processes.

    Attributes:
        autograder: what `otter generate` has made.
    """

    python: Path
    autograder: Path
    name: str = "otter-grader, two processes"
    at_once: int = 2

    @classmethod
    def make(cls, environments: Path, templates: Path) -> Otter:
        """Make its environment, write the checks in its format, and have it pack them."""
        python = environment_of("otter", environments, with_course=False)
        folder = _emptied(templates / "otter")
        (folder / "tests").mkdir()
        for exercise in EXERCISES:
            common, checks = checks_of(exercise)
            cases = [f"@test_case(points=1)\n{source}" for source, _ in checks.values()]
            head = f"OK_FORMAT = False\nfrom otter.test_files import test_case\nname = {exercise!r}\npoints = None"
            (folder / "tests" / f"{exercise}.py").write_text("\n\n".join([head, common, *cases]) + "\n")
        command = [str(python.with_name("otter")), "generate", "-t", "tests", "--no-requirements", "--no-environment"]
        _call(command, folder, python)
        return cls(python, folder / "autograder.zip")

    def commands(self, learners: Class, folder: Path) -> list[list[str]]:
        """Write one notebook for each learner as `otter assign` lays it out: each answer, and a call of its checks."""
        head = code_cell("grader", "import otter\ngrader = otter.Notebook()")
        for learner, answers in learners.items():
            cells = [head]
            for name, answer in answers.items():
                cells += [code_cell(name, answer.source), code_cell(f"check-{name}", f"grader.check({name!r})")]
            (folder / f"{learner}.ipynb").write_text(json.dumps(notebook(cells)))
        script = str(SCRIPTS / "otter_class.py")
        names = [f"{learner}.ipynb" for learner in learners]
        return [
            [str(self.python), script, str(self.autograder), f"scores-{part}.json", *names[part :: self.at_once]]
            for part in range(self.at_once)
            if names[part :: self.at_once]
        ]

    def scores(self, folder: Path) -> Scores:
        """Put the processes' scores together."""
        found: dict[str, Mapping[str, bool]] = {}
        for path in folder.glob("scores-*.json"):
            found |= json.loads(path.read_text())
        return found


@dataclass(frozen=True, slots=True)
class Nbgrader:
    """`nbgrader autograde`, in two processes, each with half of the class in a course of its own.

    Attributes:
        course: a course in which the assignment was generated, and nothing handed in.
    """

    python: Path
    course: Path
    name: str = "nbgrader, two processes"
    at_once: int = 2

    @classmethod
    def make(cls, environments: Path, templates: Path) -> Nbgrader:
        """Make its environment, write the assignment, and have it generate the version for learners."""
        python = environment_of("nbgrader", environments, with_course=False)
        course = _emptied(templates / "nbgrader")
        source = course / "source" / _ASSIGNMENT / "answers.ipynb"
        source.parent.mkdir(parents=True)
        cells = []
        for exercise in EXERCISES:
            common, checks = checks_of(exercise)
            cells.append(
                code_cell(exercise, "### BEGIN SOLUTION\n### END SOLUTION", nbgrader=_marks(exercise, test=False))
            )
            for check, (text, function) in checks.items():
                marks = _marks(f"{exercise}--{check}", test=True)
                code = f"{common}\n\n{text}\n\n{check}({function})"
                cells.append(code_cell(f"{exercise}--{check}", code, nbgrader=marks))
        source.write_text(json.dumps(notebook(cells)))
        _call([str(python.with_name("nbgrader")), "generate_assignment", _ASSIGNMENT], course, python)
        return cls(python, course)

    def commands(self, learners: Class, folder: Path) -> list[list[str]]:
        """Copy the course for each process, and hand in the generated notebook with the answers filled in."""
        released = json.loads((self.course / "release" / _ASSIGNMENT / "answers.ipynb").read_text())
        names = list(learners)
        commands = []
        for part in range(min(self.at_once, len(names))):
            course = folder / f"course-{part}"
            shutil.copytree(self.course, course)
            for learner in names[part :: self.at_once]:
                for cell in released["cells"]:
                    answer = learners[learner].get(cell["metadata"]["nbgrader"]["grade_id"])
                    if answer is not None:
                        cell["source"] = answer.source
                path = course / "submitted" / learner / _ASSIGNMENT / "answers.ipynb"
                path.parent.mkdir(parents=True)
                path.write_text(json.dumps(released))
            program = str(self.python.with_name("nbgrader"))
            commands.append([program, "autograde", _ASSIGNMENT, f"--course-dir={course}"])
        return commands

    def scores(self, folder: Path) -> Scores:
        """Ask each course's database."""
        found: dict[str, Mapping[str, bool]] = {}
        for course in sorted(folder.glob("course-*")):
            command = [str(self.python), str(SCRIPTS / "nbgrader_scores.py"), str(course / "gradebook.db"), _ASSIGNMENT]
            found |= json.loads(_call(command, course, self.python))
        return found


Grader = Ours | Otter | Nbgrader


def _marks(name: str, *, test: bool) -> dict[str, object]:
    """What nbgrader's editor writes into a cell: an answer, or checks worth one point."""
    marks: dict[str, object] = {"grade_id": name, "grade": test, "solution": not test, "locked": test, "task": False}
    return {**marks, "schema_version": 3, "cell_type": "code", **({"points": 1} if test else {})}


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _call(command: list[str], folder: Path, python: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(variables(python, folder / "user")),
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise RuntimeError(f"{Path(command[0]).name} {Path(command[1]).name}: {said[-1]}")
    return done.stdout
