"""The benchmark against the field: fair turns, honest tables, nothing lost; on contenders that take no time."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from coursekit.exercises import catalogue
from coursekit.paths import course_root
from tests.field import graders, judging, learners
from tests.field.page import aims, not_ahead, page, rows, table
from tests.field.rounds import Contender, Result, Task, read_results, take_turns
from tests.field.running import Ran, run
from tests.field.scripts import floors
from tests.field.validating import STARTING, STOCK

PYTHON = Path(sys.executable)
WRITES = "import sys; open('seen', 'a').write(sys.argv[1])"


def contender(
    name: str, *commands: Sequence[str], task: Task = "judging", limit: float = 60.0, once: bool = False
) -> Contender:
    return Contender(
        name=name,
        task=task,
        python=PYTHON,
        at_once=1,
        inside=1,
        limit=limit,
        prepare=lambda _: commands,
        outcome=lambda folder, ran: f"{[*folder.glob('seen')] and (folder / 'seen').read_text()} {ran.codes}",
        once=once,
    )


def silent(_: str) -> None:
    pass


def python(code: str, *arguments: str) -> list[str]:
    return [str(PYTHON), "-c", code, *arguments]


def test_contenders_take_turns_and_each_result_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    pair = [contender("a", python(WRITES, "x"), python(WRITES, "y")), contender("b", python("raise SystemExit(3)"))]
    results = list(take_turns(pair, 2, file, silent))
    assert [(result.name, result.round) for result in results] == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]
    assert {result.outcome for result in results} == {"xy (0, 0)", "[] (3,)"}
    assert all(result.done and result.seconds > 0 for result in results)
    assert read_results(file) == results


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    first = list(take_turns([contender("a", python("pass"))], 1, file, silent))
    both = list(take_turns([contender("a", python("pass"))], 2, file, silent))
    assert both[:1] == first
    assert [result.round for result in both] == [1, 2]


def test_who_shows_behaviour_runs_once(tmp_path: Path) -> None:
    results = list(take_turns([contender("a", python("pass"), once=True)], 3, tmp_path / "results.jsonl", silent))
    assert len(results) == 1


def test_who_is_not_done_in_time_is_ended_with_its_children_and_not_asked_again(tmp_path: Path) -> None:
    child = tmp_path / "child"
    code = (
        "import subprocess, sys, time; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True); "
        f"open({str(child)!r}, 'w').write(str(child.pid)); time.sleep(600)"
    )
    results = list(take_turns([contender("a", python(code), limit=8.0)], 2, tmp_path / "results.jsonl", silent))
    assert [(result.round, result.done) for result in results] == [(1, False)]
    assert ended(int(child.read_text()))


def ended(pid: int) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.01)
    return False


def quietly(command: Sequence[str], folder: Path, limit: float = 60.0) -> Ran:
    return run([command], at_once=1, folder=folder, environment={}, log=folder / "log", limit=limit)


def test_children_from_before_are_neither_ended_nor_waited_for(tmp_path: Path) -> None:
    living, gone = (subprocess.Popen(python(code)) for code in ("import time; time.sleep(600)", "exit(3)"))
    try:
        assert ended(gone.pid)
        assert quietly(python("pass"), tmp_path).codes == (0,)
        assert not quietly(python("import time; time.sleep(600)"), tmp_path, limit=2.0).in_time
        with pytest.raises(FileNotFoundError):
            quietly(["no such program"], tmp_path)
        assert living.poll() is None
        assert gone.wait() == 3  # Popen says 0 if somebody else has been told
    finally:
        living.kill()
        living.wait()


ADOPTS = """
import sys
from pathlib import Path
from tests.field import running

running._GRACE_SECONDS = 0.1
running.adopt_orphans()
daemon = "import subprocess, sys; print(subprocess.Popen([sys.executable, *sys.argv[1:]], start_new_session=True).pid)"
command = [sys.executable, "-c", daemon, "-c", "import time; time.sleep(600)"]
log = Path(sys.argv[1])
print(running.run([command], at_once=1, folder=log.parent, environment={}, log=log, limit=60).codes)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
def test_what_a_command_leaves_behind_is_ended(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = python(ADOPTS, str(log))  # a process of its own: pytest's must not become anybody's parent
    done = subprocess.run(command, cwd=course_root(), capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("(0,)\n", "")
    assert not psutil.pid_exists(int(log.read_text()))


def test_who_cannot_be_prepared_or_read_does_not_stop_the_others(tmp_path: Path) -> None:
    def fail(*_: object) -> str:
        raise ValueError("no such luck")

    whole = contender("fine", python("pass"))
    values = {name: getattr(whole, name) for name in Contender.__slots__}
    crowd = [
        Contender(**{**values, "name": "unprepared", "prepare": fail}),
        Contender(**{**values, "name": "unread", "outcome": fail}),
        whole,
    ]
    results = {result.name: result for result in take_turns(crowd, 1, tmp_path / "results.jsonl", silent)}
    outcomes = {name: result.outcome for name, result in results.items()}
    assert [name for name, result in results.items() if result.done] == ["fine"]
    assert outcomes["unprepared"] == "not prepared: no such luck"
    assert outcomes["unread"] == "no outcome: ValueError: no such luck"
    assert outcomes["fine"] == "[] (0,)"


def test_processor_time_is_that_of_the_commands(tmp_path: Path) -> None:
    code = "import time\nwhile time.process_time() < 0.5: pass"
    idle = run([python("pass")], at_once=1, folder=tmp_path, environment={}, log=tmp_path / "log", limit=60)
    busy = run([python(code)], at_once=1, folder=tmp_path, environment={}, log=tmp_path / "log", limit=60)
    assert busy.cpu >= 0.5
    assert busy.cpu > idle.cpu


def measured(name: str, *seconds: float, done: bool = True) -> list[Result]:
    return [Result("judging", name, number, each, each, done, "done") for number, each in enumerate(seconds, 1)]


def test_the_table_has_medians_and_ratios() -> None:
    crowd = [contender("ours"), contender("theirs"), contender("slow")]
    results = [*measured("ours", 2, 1, 9), *measured("theirs", 20, 10, 40), *measured("slow", 600, done=False)]
    found = rows("judging", crowd, results)
    assert [row.typical for row in found[:2]] == [2, 20]
    ours, theirs, slow = table("judging", found, answers=60).splitlines()[2:]
    assert ours == "| ours | 3 | 2.0 | 1.0, 9.0 | 2.0 | 1800 | 1.00 | done |"
    assert theirs == "| theirs | 3 | 20.0 | 10.0, 40.0 | 20.0 | 180 | 0.10 | done |"
    assert slow == "| slow | 0 | not done |  | 600.0 |  |  | done |"


def test_who_is_faster_than_we_are_is_named() -> None:
    crowd = [contender("ours"), contender("theirs")]
    faster = rows("judging", crowd, [*measured("ours", 4), *measured("theirs", 1)])
    slower = rows("judging", crowd, [*measured("ours", 4), *measured("theirs", 5)])
    assert not_ahead(faster) == ["theirs took 0.25 of our time.", "theirs took 0.25 of our processor time."]
    late = rows("judging", crowd, [*measured("ours", 600, done=False), *measured("theirs", 5)])
    assert not_ahead(slower) == []
    assert not_ahead(late) == ["We were not done in time."]


def test_the_page_says_which_aims_are_met() -> None:
    crowd = [contender("ours"), contender(STOCK), contender("slow"), contender("late")]
    results = [*measured("ours", 4), *measured(STOCK, 10), *measured("slow", 40), *measured("late", 9, done=False)]
    found = rows("judging", crowd, results)
    assert aims(found[:2], [found[0], *found[2:]]) == [
        "Validation in at most 0.4 of the time of nbval as it comes: 0.40, met.",
        "Judging at 10 times the throughput of slow: 10.0 times, met.",
    ]
    assert aims([found[0], replace(found[1], seconds=(9.0,))], [found[0], replace(found[2], seconds=(39.0,))]) == [
        "Validation in at most 0.4 of the time of nbval as it comes: 0.44, not met.",
        "Judging at 10 times the throughput of slow: 9.8 times, not met.",
    ]
    start = replace(found[2], name=STARTING, seconds=(2.0,))
    assert aims([*found[:2], start], found[:1])[1:] == [
        "Of the time of nbval as it comes, 20% is the start of kernels and their imports, and forking can save no "
        "more. Two processors halve the rest at best, which would make 0.40."
    ]
    assert aims([], []) == []


def test_the_page_says_who_was_missing_and_who_was_faster() -> None:
    crowd = [contender("ours"), contender("theirs")]
    results = [*measured("ours", 4), *measured("theirs", 1)]
    text = page(crowd, results, {"otter": "no wheel"}, ["2 processors."], learners=30, answers=60)
    behind = text.partition("## Where we are not ahead")[2].partition("## ")[0]
    assert "theirs took 0.25 of our time." in behind
    assert "otter did not take part: no wheel" in behind
    assert "30 learners hand in" in text
    assert max(map(len, (line for line in text.splitlines() if not line.startswith("|")))) <= 120


def answer_of(exercise: str, source: str) -> dict[str, Callable[..., object]]:
    namespace: dict[str, Callable[..., object]] = {}
    exec(compile(source, exercise, "exec"), namespace)
    return namespace


@pytest.mark.parametrize("exercise", learners.EXERCISES)
def test_plain_checks_accept_and_reject_what_the_course_does(exercise: str) -> None:
    """The graders get checks that are as strict as ours on every catalogued answer: the comparison is fair."""
    common, checks = learners.checks_of(exercise)
    assert {name.removeprefix("check_") for name in checks} == {each.name for each in catalogue()[exercise].demands}
    for answers in learners.make_class(30).values():
        answer = answers[exercise]
        names = answer_of(exercise, answer.source)
        failed = 0
        for name, (source, function) in checks.items():
            check = answer_of(name, f"{common}\n{source}")[name]
            try:
                check(names[function])
            except Exception:
                failed += 1
        assert bool(failed) is not answer.right, answer.source


def test_a_class_of_thirty_gets_every_catalogued_answer() -> None:
    for exercise in learners.EXERCISES:
        folder = Path(__file__).parent / "answers" / exercise
        given = {answers[exercise].source for answers in learners.make_class(30).values()}
        assert {path.read_text() for path in folder.glob("*.py")} <= given


@pytest.mark.parametrize("kind", learners.ACCIDENTS)
def test_an_accident_is_a_module_that_compiles(kind: str) -> None:
    pair = learners.make_accident(kind)
    assert list(pair) == ["accident", "neighbour"]
    broken, right = (pair[name][learners.EXERCISES[0]] for name in pair)
    functions = [node.name for node in ast.parse(broken.source).body if isinstance(node, ast.FunctionDef)]
    assert functions[-1] == "increase"
    assert functions.count("increase") == 1
    assert (broken.right, right.right) == (False, True)


def test_verdicts_are_counted_against_what_is_right() -> None:
    pair = learners.make_class(2)
    everything = {name: dict.fromkeys(learners.EXERCISES, True) for name in pair}
    assert judging.counts(pair, everything) == "2 of 2 right answers accepted, 0 of 2 wrong ones rejected"
    half: graders.Scores = {next(iter(pair)): dict.fromkeys(learners.EXERCISES, True)}
    assert judging.counts(pair, half).endswith("2 without a score")
    with pytest.raises(ValueError, match="no answer has a score"):
        judging.counts(pair, {})


def test_the_aftermath_names_all_three() -> None:
    first, second = learners.EXERCISES
    scores = {"accident": {first: False, second: True}}
    words = judging.aftermath(scores, Ran(1.0, 1.0, (0,)))
    assert words == "rejected; the learner's other answer: accepted; the next learner: not judged"
    assert judging.aftermath({}, Ran(1.0, 1.0, (None,))).startswith("ended by us; no score")


def test_the_floor_imports_what_the_notebook_does(tmp_path: Path) -> None:
    sources = [
        "%load_ext coursekit\nimport math, json\nprint(math.pi)",
        "%%exercise x\nimport os",
        "from re import sub",
    ]
    path = tmp_path / "a.ipynb"
    path.write_text(
        json.dumps(learners.notebook([learners.code_cell(f"c{i}", each) for i, each in enumerate(sources)]))
    )
    assert floors.imports_of(path).splitlines() == ["%load_ext coursekit", "import math, json", "from re import sub"]
