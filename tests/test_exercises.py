"""Every exercise proven three ways: the stub is untouched, right answers pass, wrong ones fail with their own words.

Nothing here names an exercise: what stands in the catalogue is held to all of it.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, fields
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest

from coursekit.exercises import Exercise, catalogue
from coursekit.judge import judge
from coursekit.notebooks import NotShipped, Solution, shipped
from coursekit.paths import course_root
from coursekit.scaffold import unfinished
from coursekit.verdict import Outcome, Verdict

ANSWERS = Path(__file__).parent / "answers"
EXERCISES = list(catalogue().values())
AT_LEAST_RIGHT, AT_LEAST_WRONG, AT_LEAST_HINTS = 2, 5, 3
(USUAL_SECONDS,) = (field.default for field in fields(Exercise) if field.name == "seconds")

of_each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)


@dataclass(frozen=True)
class Catalogued:
    """An answer under tests/answers/. Its docstring holds the misconception, and for a wrong one what must be said."""

    exercise: Exercise
    path: Path

    def __str__(self) -> str:
        return f"{self.exercise.name}/{self.path.stem}"

    @property
    def where(self) -> str:
        return self.path.relative_to(course_root()).as_posix()

    @property
    def about(self) -> str:
        return ast.get_docstring(ast.parse(self.path.read_text(encoding="utf-8"))) or ""

    @property
    def says(self) -> str:
        return self._field("Says")

    @property
    def like(self) -> list[str]:
        """Stems of answers whose verdict may say the same: another way into the same fault."""
        return [stem.strip() for stem in self._field("Like").split(",") if stem]

    @property
    def outcome(self) -> str:
        return self._field("Outcome") or Outcome.WRONG

    def _field(self, name: str) -> str:
        found = re.search(rf"^{name}: *(.+)$", self.about, re.MULTILINE)
        return found[1].strip() if found else ""

    def mend(self, rule: str, verdict: Verdict | None = None) -> str:
        """Say of a failure which file, which rule, and which command shows more."""
        judged = f"\n\nThe verdict was {verdict.outcome} ({verdict.demand}): {verdict.message}" if verdict else ""
        return f"{self.where}: {rule}. See `course judge {self.where}`{judged}"


def catalogued(kind: str) -> list[Catalogued]:
    return [
        Catalogued(exercise, path)
        for exercise in EXERCISES
        for path in sorted((ANSWERS / exercise.name).glob(f"{kind}_*.py"))
    ]


def verdict_on(answer: Catalogued) -> Verdict:
    return _judged(answer.exercise.name, answer.path)


@cache
def _judged(name: str, path: Path) -> Verdict:
    return judge(catalogue()[name], path.read_text(encoding="utf-8"), stub=stub_of(name))


def stub_of(name: str) -> str:
    try:
        return shipped.stub_of(name)
    except NotShipped:
        pytest.fail(f"src/coursekit/stubs/{name}.py is missing: run `course build`", pytrace=False)


def solution_of(name: str) -> Solution:
    try:
        return shipped.solution_of(name)
    except NotShipped:
        pytest.fail(
            f"solutions/: no cell begins with '%%exercise {name} --rehearse'; add the worked answer", pytrace=False
        )


def test_nothing_is_left_to_be_written() -> None:
    todos = list(unfinished(course_root()))
    assert not todos, "\n".join(todos)


@of_each_exercise
def test_stub_is_untouched(exercise: Exercise) -> None:
    stub = stub_of(exercise.name)
    verdict = judge(exercise, stub, stub=stub)
    assert verdict.outcome is Outcome.UNTOUCHED, f"exercises/: the stub of {exercise.name} is {verdict.outcome}"


@of_each_exercise
def test_stub_is_no_answer(exercise: Exercise) -> None:
    verdict = judge(exercise, stub_of(exercise.name))
    assert verdict.outcome in (Outcome.WRONG, Outcome.RAISED), (
        f"solutions/: what {exercise.name} is shipped with must not pass; it is {verdict.outcome}: {verdict.message} "
        "Change the lines under '# begin stub' and run `course build`"
    )


@of_each_exercise
def test_solution_passes(exercise: Exercise) -> None:
    verdict = judge(exercise, solution_of(exercise.name).code, stub=stub_of(exercise.name))
    assert verdict.passed, (
        f"solutions/: the worked answer to {exercise.name} must pass; it is {verdict.outcome} ({verdict.demand}): "
        f"{verdict.message} See `course judge solutions`"
    )
    assert verdict.met == tuple(demand.name for demand in exercise.demands)


@of_each_exercise
def test_solution_has_reasoning(exercise: Exercise) -> None:
    assert solution_of(exercise.name).reasoning, (
        f"solutions/: after the worked answer to {exercise.name} a Markdown cell tagged 'solution' gives the reasoning"
    )


@pytest.mark.parametrize("answer", catalogued("right"), ids=str)
def test_right_answer_passes(answer: Catalogued) -> None:
    verdict = verdict_on(answer)
    assert verdict.passed, answer.mend("a right answer passes", verdict)
    assert answer.about, answer.mend("the docstring names the approach")


@pytest.mark.parametrize("answer", catalogued("wrong"), ids=str)
def test_wrong_answer_is_told_what_is_wrong_with_it(answer: Catalogued) -> None:
    assert answer.says, answer.mend("the docstring has a line 'Says: words that the verdict must contain'")
    verdict = verdict_on(answer)
    assert verdict.outcome == answer.outcome, answer.mend(f"the outcome is {answer.outcome!r}", verdict)
    assert answer.says in verdict.message, answer.mend(f"the verdict says {answer.says!r}", verdict)
    assert verdict.demand in {demand.name for demand in answer.exercise.demands}, answer.mend(
        "the verdict names the demand that is not met", verdict
    )
    assert verdict.question, answer.mend("the verdict asks a question that points on", verdict)


@of_each_exercise
def test_enough_answers_are_catalogued(exercise: Exercise) -> None:
    for kind, least in (("right", AT_LEAST_RIGHT), ("wrong", AT_LEAST_WRONG)):
        found = len(list((ANSWERS / exercise.name).glob(f"{kind}_*.py")))
        assert found >= least, (
            f"tests/answers/{exercise.name}/: {found} of at least {least} files {kind}_*.py; add what competent people "
            "write, and try it with `course judge FILE`"
        )


@of_each_exercise
def test_wrong_answers_are_told_apart(exercise: Exercise) -> None:
    wrong = [answer for answer in catalogued("wrong") if answer.exercise is exercise]
    for answer, other in permutations(wrong, 2):
        verdict = verdict_on(other)
        assert (answer.says in verdict.message) is (other.path.stem in answer.like), answer.mend(
            f"{answer.says!r} stands in its own verdict, and in those of the answers under 'Like:' and no others; "
            f"look at {other.path.name}",
            verdict,
        )


@of_each_exercise
def test_hints_are_a_ladder(exercise: Exercise) -> None:
    assert len(exercise.hints) >= AT_LEAST_HINTS, (
        f"coursekit/exercises/{exercise.topic}: {exercise.name} has {len(exercise.hints)} hints; "
        f"it needs {AT_LEAST_HINTS}: where to look, what is going on, almost the code"
    )
    assert all(hint.strip() for hint in (*exercise.hints, exercise.debrief))


@of_each_exercise
def test_task_states_what_is_judged(exercise: Exercise) -> None:
    where, task = _task_of(exercise)
    asked = [line[2:] for line in task.splitlines() if line.startswith("- ")]
    assert asked == [demand.sentence for demand in exercise.demands], (
        f"{where}: the list in the task of {exercise.name} is its demands, word for word and in their order; mend it "
        "and run `course build`"
    )
    limit = "" if exercise.seconds == USUAL_SECONDS else f" An answer may take {exercise.seconds:g} s."
    effort = f"*Level: {exercise.level}. Time: {exercise.minutes} minutes.{limit}*"
    assert effort in task, f"{where}: the task of {exercise.name} says {effort!r}; mend it and run `course build`"
    for name, parameters in exercise.provides.items():
        call = name if parameters is None else f"{name}({', '.join(parameters)})"
        assert f"`{call}" in task, (
            f"{where}: the task of {exercise.name} names `{call}`; mend it and run `course build`"
        )


@pytest.mark.parametrize("path", sorted((course_root() / "solutions").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_states_the_usual_limit(path: Path) -> None:
    said = f"takes longer than {USUAL_SECONDS:g} s is ended"
    where = f"solutions/{path.name}: cell 'how-it-works'"
    assert said in path.read_text(encoding="utf-8"), (
        f"{where} says that one that {said}; mend it and run `course build`"
    )


def test_no_answers_without_an_exercise() -> None:
    folders = {path.name for path in ANSWERS.iterdir() if path.is_dir() and path.name != "__pycache__"}
    orphans = sorted(folders - set(catalogue()))
    assert not orphans, f"tests/answers/{orphans[0]}/: there is no such exercise; rename or delete the folder"


def test_no_answer_of_another_kind() -> None:
    others = sorted(path for path in ANSWERS.glob("*/*.py") if not re.fullmatch(r"(right|wrong)_\w+", path.stem))
    assert not others, f"{others[0].relative_to(course_root())}: an answer is called right_*.py or wrong_*.py"


def _task_of(exercise: Exercise) -> tuple[str, str]:
    """Find the Markdown cell in the topic's solution notebook whose heading is the exercise's title."""
    for path in sorted((course_root() / "solutions").glob(f"[0-9][0-9]_{exercise.topic}.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and source.splitlines()[:1] == [f"## {exercise.title}"]:
                return f"solutions/{path.name}", source
    raise AssertionError(
        f"solutions/NN_{exercise.topic}.ipynb: no Markdown cell begins with '## {exercise.title}'; add the task of "
        f"{exercise.name}"
    )
