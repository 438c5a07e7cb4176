"""The notebooks that the course ships: complete, by the rules, and fresh. What they print is nbval's affair."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from coursekit.exercises import catalogue
from coursekit.notebooks import check_fresh, problems_in, solution_of
from coursekit.notebooks.derivation import split_answer
from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import course_root

ROOT = course_root()
FOLDERS = ("notebooks", "exercises", "solutions")


def notebooks_of(topic: str) -> dict[str, list[Path]]:
    named = re.compile(rf"\d\d_{topic}")
    return {folder: [p for p in notebooks_in(ROOT / folder) if named.fullmatch(p.stem)] for folder in FOLDERS}


def answers_in(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names = (split_answer("".join(cell["source"]))[0] for cell in cells if cell["cell_type"] == "code")
    return [name for name in names if name]


def test_every_notebook_keeps_the_house_rules() -> None:
    problems = [
        str(problem) for folder in FOLDERS for path in notebooks_in(ROOT / folder) for problem in problems_in(path)
    ]
    assert not problems, "\n".join(problems)


def test_exercises_are_what_the_solutions_give() -> None:
    problems = check_fresh()
    assert not problems, "\n".join(problems)


def test_every_topic_has_its_three_notebooks_and_every_exercise_its_cell() -> None:
    problems = []
    for topic in {exercise.topic for exercise in catalogue().values()}:
        expected = [exercise.name for exercise in catalogue().values() if exercise.topic == topic]
        for folder, paths in notebooks_of(topic).items():
            if len(paths) != 1:
                problems.append(
                    f"{folder}/NN_{topic}.ipynb: there are {len(paths)}; src/coursekit/exercises/{topic} needs one"
                )
            elif folder != "notebooks" and answers_in(paths[0]) != expected:
                found = f"{folder}/{paths[0].name} has answer cells for {answers_in(paths[0])}"
                problems.append(f"{found}; the topic's EXERCISES are {expected}, in this order")
        if len({path.name for paths in notebooks_of(topic).values() for path in paths}) > 1:
            problems.append(f"{topic}: its three notebooks have different numbers; rename them alike")
    assert not problems, "\n".join(problems)


def test_every_notebook_belongs_to_a_topic() -> None:
    known = {exercise.topic for exercise in catalogue().values()}
    shipped = [path for folder in FOLDERS for path in notebooks_in(ROOT / folder)]
    strangers = [str(path.relative_to(ROOT)) for path in shipped if path.stem[3:] not in known]
    assert not strangers, f"no topic in coursekit/exercises is named like {strangers}"


def test_worked_answers_are_linted_like_any_other_code(tmp_path: Path) -> None:
    """ruff skips cells that start with a magic, so the answers are given to it as modules."""
    for name in (name for path in notebooks_in(ROOT / "solutions") for name in answers_in(path)):
        (tmp_path / f"{name}.py").write_text(solution_of(name).code.strip() + "\n", encoding="utf-8")
    for command in (["check", "--ignore=D1"], ["format", "--diff"]):
        options = [*command, "--quiet", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
        ruff = subprocess.run([sys.executable, "-m", "ruff", *options], capture_output=True, text=True, check=False)
        assert ruff.returncode == 0, ruff.stdout + ruff.stderr
