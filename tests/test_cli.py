"""The command: what it finds among the paths, what it writes, and the exit code that a CI job acts on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from toy_exercise import TOY

from coursekit import benchmark, cli, doctor, postgres, submissions
from coursekit.exercises import Exercise
from coursekit.notebooks import NotebookFailed, NotShipped, Problem
from coursekit.verdict import Outcome, Verdict

RIGHT = "def double(value):\n    return value * 2\n"
OTHER = Exercise(**{field: getattr(TOY, field) for field in TOY.__slots__} | {"name": "other"})
Course = Callable[..., tuple[int, str, str]]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Course:
    """Run the command in an empty folder; give its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(submissions, "catalogue", lambda: {"toy": TOY, "other": OTHER})
    monkeypatch.setattr(cli, "judge", by_first_word)
    monkeypatch.setattr(cli, "warm_up", lambda: None)
    monkeypatch.setattr(cli, "stub_of", lambda _: "stub")

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as stopped:
            code = stopped.code
        return code, *capfd.readouterr()

    return run


def by_first_word(exercise: Exercise, source: str, *, stub: str | None = None) -> Verdict:
    """Judge an answer by what it says it is."""
    outcome = Outcome(source.split("#")[0].strip() or "passed")
    return Verdict(exercise.name, outcome, f"It is {outcome}.\nSee \x1b there.", line=1, code="x", output="\x00 <&>")


def write(path: str, text: str = "passed") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def write_notebook(path: str, *cells: str, minor: int = 5) -> None:
    sources = [
        {"cell_type": "code", "id": f"cell-{number}", "source": cell.splitlines(keepends=True)}
        for number, cell in enumerate(cells, start=1)
    ]
    prose = {"cell_type": "markdown", "id": "say-it", "source": "%%exercise toy"}
    write(path, json.dumps({"cells": [prose, *sources], "nbformat": 4, "nbformat_minor": minor}))


def found(report: str) -> list[tuple[str, str, str, str]]:
    answers = json.loads(report)["answers"]
    return [(each["learner"], Path(each["where"]).as_posix(), each["exercise"], each["outcome"]) for each in answers]


def test_one_answer_that_passes(course: Course) -> None:
    write("ada/toy.py")
    code, out, err = course("judge", "ada/toy.py")
    assert (code, err) == (0, "")
    assert out == ("learner  exercise  outcome  message\nada      toy       passed\n\n1 of 1 answers passed.\n")


def test_the_table_has_a_line_an_answer(course: Course) -> None:
    write("class/ada/toy.py", "passed")
    write("class/bob/toy.py", "timed out")
    write("class/bob/other.py", "untouched")
    code, out, err = course("judge", "class")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "learner  exercise  outcome    message",
        "ada      toy       passed",
        "bob      toy       timed out  It is timed out. See \ufffd there.",
        "bob      other     untouched  It is untouched. See \ufffd there.",
        "",
        "1 of 3 answers passed.",
    ]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.PASSED])
def test_whatever_has_not_passed_shows_in_the_exit_code(course: Course, outcome: Outcome) -> None:
    write("ada/toy.py", "passed")
    write("ada/other.py", outcome)
    assert course("judge", "ada")[0] == (2 if outcome is Outcome.OUR_FAULT else 1)


def test_json_holds_whole_verdicts(course: Course) -> None:
    write("ada/toy.py", "wrong")
    code, out, _ = course("judge", "ada", "--format", "json")
    assert code == 1
    (answer,) = json.loads(out)["answers"]
    assert (answer["learner"], answer["where"]) == ("ada", str(Path("ada/toy.py")))
    assert answer["line"] == 1
    assert set(Verdict.__slots__) <= set(answer)
    assert json.loads(out)["unusable"] == []


def test_junit_has_a_suite_a_learner(course: Course) -> None:
    write("class/ada/toy.py", "passed")
    write("class/ada/other.py", "our fault")
    write("class/bob/toy.py", "wrong")
    write("class/bob/stray.py")
    code, out, _ = course("judge", "class", "--format", "junit")
    assert code == 2
    root = ElementTree.fromstring(out)
    assert root.attrib == {"name": "course judge", "tests": "4", "failures": "1", "errors": "2"}
    ada, bob = root
    assert ada.attrib == {"name": "ada", "tests": "2", "failures": "0", "errors": "1"}
    assert bob.attrib == {"name": "bob", "tests": "2", "failures": "1", "errors": "1"}
    failure = bob.find("testcase/failure")
    assert failure is not None
    assert failure.attrib["type"] == "wrong"
    assert "Line 1: x" in (failure.text or "")
    assert bob.findtext("testcase/system-out") == "\ufffd <&>"


def test_the_order_never_depends_on_which_is_judged_first(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    write("class/ada/toy.py", "passed")
    write("class/ada/other.py", "wrong")
    both = threading.Event()

    def first_waits_for_second(exercise: Exercise, source: str, *, stub: str | None = None) -> Verdict:
        if exercise.name == "toy":
            assert both.wait(60)
        both.set()
        return by_first_word(exercise, source)

    monkeypatch.setattr(cli, "judge", first_waits_for_second)
    _, out, _ = course("judge", "class", "--jobs", "2", "--format", "json")
    assert [exercise for _, _, exercise, _ in found(out)] == ["toy", "other"]


def test_a_learners_folder_may_hold_files_and_notebooks(course: Course) -> None:
    write("ada/toy.py", "wrong")
    write_notebook(
        "ada/01_toys.ipynb", "%load_ext coursekit", "\n%%exercise toy\npassed", "%%exercise other --rehearse\ndied"
    )
    write("ada/log.jsonl", "{}")
    write("ada/earlier/toy/001.py")
    write("ada/.ipynb_checkpoints/01_toys-checkpoint.ipynb", "not looked at")
    code, out, err = course("judge", "ada", "--format", "json")
    assert (code, err) == (1, "")
    assert found(out) == [
        ("ada", "ada/01_toys.ipynb, cell 3", "toy", "passed"),
        ("ada", "ada/toy.py", "toy", "wrong"),
        ("ada", "ada/01_toys.ipynb, cell 4", "other", "died"),
    ]


@pytest.mark.parametrize("beside", ["class/toy.py", "class/bob/toy.py"])
def test_learners_are_not_passed_over_because_of_an_answer_beside_them(course: Course, beside: str) -> None:
    write(beside)
    write("class/bob/answers/other.py" if "bob" in beside else "class/ada/toy.py")
    code, _, err = course("judge", "class")
    assert code == 2
    assert "lies beside answers, and was not looked at: name it on the command line, too." in err


def test_a_folder_named_after_an_exercise_holds_answers_to_it(course: Course) -> None:
    write("toy/first_try.py", "wrong")
    write("toy/second_try.py")
    code, out, _ = course("judge", "toy/first_try.py", "--format", "json")
    assert (code, json.loads(out)["answers"][0]["learner"]) == (1, "first_try")
    assert course("judge", "toy/second_try.py")[0] == 0


def test_a_folder_called_answers_belongs_to_the_folder_around_it(course: Course) -> None:
    write("class/ada/answers/toy.py")
    write("class/bob/answers/toy.py")
    _, out, _ = course("judge", "class/bob/answers", "class/ada/answers/toy.py", "--format", "json")
    assert [learner for learner, *_ in found(out)] == ["ada", "bob"]


def test_a_file_named_twice_is_judged_once(course: Course) -> None:
    write("ada/toy.py")
    assert "1 of 1 answers" in course("judge", "ada", "ada/toy.py", "ada")[1]


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("ada/stray.py", b"", "answers no exercise: none is named 'stray', or like the folder, 'ada'."),
        ("ada/latin.py", b"\xff", "is not UTF-8 text."),
        ("ada/notes.txt", b"", "is neither an answer file"),
        ("ada/torn.ipynb", b'{"cells": [', "is no notebook"),
        ("ada/list.ipynb", b"[]", "is no notebook"),
        ("ada/cells.ipynb", b'{"cells": [{}]}', "is no notebook"),
        ("ada/none.ipynb", b'{"cells": null}', "is no notebook"),
        ("ada/deep.ipynb", b"[" * 100_000, "is no notebook"),
        ("ada/lesson.ipynb", b'{"cells": []}', "has no cell that starts with `%%exercise`."),
        ("ada/missing.py", None, "does not exist."),
        ("ada/empty/", None, "holds no answers that can be read"),
    ],
)
def test_what_cannot_be_judged_is_named_and_the_rest_is_judged(
    course: Course, path: str, content: bytes | None, said: str
) -> None:
    write("ada/toy.py")
    if path.endswith("/"):
        Path(path).mkdir()
    elif content is not None:
        Path(path).write_bytes(content)
    code, out, err = course("judge", path, "ada/toy.py")
    assert code == 2
    assert "1 of 1 answers passed." in out
    assert err.startswith(f"course: {Path(path)}: {said}")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("line", ["%%exercise tyo", "%%exercise toy --fast", "%%exercise"])
def test_a_cell_for_no_exercise_is_named(course: Course, line: str) -> None:
    write_notebook("ada/n.ipynb", f"{line}\nx = 1")
    code, _, err = course("judge", "ada")
    assert code == 2
    assert err == f"course: {Path('ada/n.ipynb')}, cell 2: answers no exercise: its first line is {line!r}.\n"


def test_the_report_goes_into_a_file(course: Course) -> None:
    write("ada/toy.py")
    assert course("judge", "ada", "--format", "junit", "--output", "report.xml") == (0, "", "")
    assert ElementTree.parse("report.xml").getroot().attrib["tests"] == "1"
    code, out, err = course("judge", "ada", "--output", "no/such/folder")
    assert (code, out) == (2, "")
    assert "cannot be written" in err


@pytest.mark.parametrize(
    "arguments",
    [(), ("judge",), ("judge", "x", "--jobs", "0"), ("judge", "x", "--jobs", "two"), ("judge", "x", "--format", "pdf")],
)
def test_bad_usage_exits_with_2(course: Course, arguments: tuple[str, ...]) -> None:
    code, out, err = course(*arguments)
    assert (code, out) == (2, "")
    assert "usage: course" in err


def test_help_names_every_command_and_what_it_takes(course: Course) -> None:
    commands = {
        "doctor": "",
        "judge": "PATH --jobs N --format json --output FILE Exit code",
        "build": "NOTEBOOK --check",
    }
    commands |= {"agenda": "", "new": "TOPIC EXERCISE", "benchmark": ""}
    listed = re.findall(r"^    (\w+)", course("--help")[1], re.MULTILINE)
    assert listed == list(commands)
    for command, words in commands.items():
        said = course(command, "--help")[1]
        assert all(word in said for word in words.split()), command


def test_a_number_of_jobs_is_a_number(course: Course) -> None:
    assert "--jobs: it must be a whole number, 1 or more" in course("judge", "--jobs", "0", "ada")[2]


def test_a_check_names_a_notebook_that_is_none_and_looks_no_further(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "course_root", lambda: tmp_path)
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "01_toys.ipynb").write_text("<<<<<<< ours\n{}\n")
    code, out, err = course("build", "--check")
    assert (code, err, len(out.splitlines())) == (1, "", 1)
    assert out.startswith("solutions/01_toys.ipynb: is no notebook, perhaps since a merge: mend it by hand. ")


def test_a_check_of_one_notebook_is_refused(course: Course) -> None:
    assert "--check looks at all notebooks" in course("build", "--check", "solutions/toy.ipynb")[2]


def test_an_interrupt_ends_the_command_without_a_traceback(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> Verdict:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "judge", interrupted)
    write("ada/toy.py")
    assert course("judge", "ada") == (2, "", "course: interrupted\n")


def test_an_exercise_without_a_stub_is_judged(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_shipped(name: str) -> str:
        raise NotShipped(name)

    monkeypatch.setattr(cli, "stub_of", not_shipped)
    write("ada/toy.py")
    assert course("judge", "ada")[0] == 0


def test_judging_never_touches_the_learners_folder(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_ANSWERS", "answers")
    write("ada/toy.py")
    course("judge", "ada")
    assert not Path("answers").exists()


def test_build_names_what_it_wrote(course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli, "course_root", lambda: tmp_path)
    asked: list[list[Path]] = []
    monkeypatch.setattr(cli, "build", lambda paths: asked.append(paths) or [tmp_path / "exercises" / "01_toys.ipynb"])
    assert course("build", "solutions/01_toys.ipynb") == (0, f"{Path('exercises/01_toys.ipynb')}\n", "")
    assert asked == [[Path("solutions/01_toys.ipynb")]]


def test_a_build_that_fails_says_where(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(paths: list[Path]) -> list[Path]:
        raise NotebookFailed("notebooks/01_toys.ipynb: cell 'sell' raised KeyError: 1")

    monkeypatch.setattr(cli, "build", failing)
    assert course("build") == (1, "", "course: notebooks/01_toys.ipynb: cell 'sell' raised KeyError: 1\n")


def test_a_build_of_what_is_no_notebook_changes_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cli, "course_root", lambda: tmp_path)
    monkeypatch.setattr(cli, "build", None)
    write_notebook("notebooks/01_toys.ipynb", "print()", minor=4)
    Path("notes.md").write_text("# Notes")
    code, out, err = course("build", "notes.md", ".")
    assert (code, out, len(err.splitlines())) == (1, "", 3)
    assert "notebooks/01_toys.ipynb: is older than nbformat 4.5: copy its cells" in err
    assert "notes.md: is no notebook" in err


def test_check_prints_every_problem(course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli, "course_root", lambda: tmp_path)
    monkeypatch.setattr(cli, "check_fresh", lambda: ["exercises/01_toys.ipynb is stale"])
    monkeypatch.setattr(cli, "problems_in", lambda path: [Problem(path.name, "a rule", "a remedy")])
    write_notebook("notebooks/01_toys.ipynb", "# TODO: a run")
    code, out, err = course("build", "--check")
    todo = "notebooks/01_toys.ipynb: cell 'cell-1': still to be written: TODO: a run\n"
    assert (code, out, err) == (1, f"{todo}exercises/01_toys.ipynb is stale\n01_toys.ipynb: a rule: a remedy\n", "")
    write_notebook("notebooks/01_toys.ipynb", "print()")
    monkeypatch.setattr(cli, "check_fresh", list)
    monkeypatch.setattr(cli, "problems_in", lambda path: [])
    assert course("build", "--check") == (0, "", "")


def healthy(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make a machine of which nothing can be wrong."""
    monkeypatch.setenv("COURSE_ANSWERS", str(folder / "answers"))
    for subject in list(doctor._LOOKS):
        monkeypatch.setitem(doctor._LOOKS, subject, lambda: "fine")


def test_the_doctor_says_ten_lines(course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    healthy(monkeypatch, tmp_path)
    code, out, err = course("doctor")
    assert (code, err, len(out.splitlines())) == (0, "", 10)
    assert all(line.startswith("ok       ") for line in out.splitlines())


def test_the_doctor_says_how_to_mend(course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    healthy(monkeypatch, tmp_path)

    def broken() -> str:
        raise LookupError("a bug")

    monkeypatch.setitem(doctor._LOOKS, "judge", broken)
    code, out, _ = course("doctor")
    assert code == 1
    assert len(out.splitlines()) == 10
    assert "problem  judge           could not be looked at: LookupError: a bug" in out


def test_the_doctor_names_a_package_that_a_look_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "PostgreSQL")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    found = diagnosis("PostgreSQL")
    assert found.finding == "could not be looked at: psycopg is missing."
    assert "make lab" in found.remedy


def diagnosis(subject: str) -> doctor.Diagnosis:
    return next(each for each in doctor.examine() if each.subject == subject)


def only(monkeypatch: pytest.MonkeyPatch, subject: str) -> None:
    monkeypatch.setattr(doctor, "_LOOKS", {subject: doctor._LOOKS[subject]})


def test_the_doctor_sees_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "packages")
    assert diagnosis("packages").ok
    wanted = ["sqlalchemy<2", "no-such-package>=1", "pytest>=1; extra == 'test'", "psycopg>=3"]
    monkeypatch.setattr(doctor, "requires", lambda _: wanted)
    found = diagnosis("packages").finding
    assert found.startswith("sqlalchemy is 2.")
    assert found.endswith("needed is <2; no-such-package is missing.")


def test_the_doctor_sees_a_kernel_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, "notebook kernel")
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for command, ok in (("python", True), (sys.executable, True), ("/elsewhere/bin/python", False)):
        (spec / "kernel.json").write_text(json.dumps({"argv": [command, "-m", "ipykernel"], "display_name": "P"}))
        assert diagnosis("notebook kernel").ok is ok


def test_the_doctor_sees_that_there_is_no_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "PostgreSQL")

    def missing() -> str:
        raise postgres.PostgresMissing("There is none. Install one.")

    monkeypatch.setattr(postgres, "url", missing)
    assert str(diagnosis("PostgreSQL")) == "problem  PostgreSQL      There is none. Install one."
    monkeypatch.setattr(postgres, "url", lambda: "postgresql+psycopg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("DATABASE_URL", "anything")
    found = diagnosis("PostgreSQL")
    assert found.finding == "The server from DATABASE_URL does not answer."
    assert found.remedy.startswith("Start it, or unset DATABASE_URL to use the embedded one.")


def test_the_doctor_sees_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, "answers")
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "answers"))
    assert diagnosis("answers").ok
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "file" / "answers"))
    assert "cannot be written" in diagnosis("answers").finding


def test_the_doctor_sees_a_judge_that_errs(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "judge")
    monkeypatch.setattr(doctor, "judge", lambda *_: Verdict("trial", Outcome.PASSED, "Every demand is met."))
    assert diagnosis("judge").finding == "It said passed where wrong was due: Every demand is met."


def test_the_real_command_with_the_real_judge_and_server(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import sys; from coursekit.cli import main; sys.exit(main())", "doctor"],
        env={**os.environ, "COURSE_ANSWERS": str(tmp_path / "answers")},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = {line[9:25].strip(): line for line in run.stdout.splitlines()}
    assert len(lines) == 10
    assert run.stderr == ""
    for subject in ("Python", "packages", "PostgreSQL", "judge", "answers"):
        assert lines[subject].startswith("ok "), lines[subject]


def test_benchmark_prints_a_line_a_cost(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "judging_costs", lambda: iter([benchmark.Cost("nothing", 41.4, 49.6)]))
    code, out, err = course("benchmark")
    assert (code, err) == (0, "")
    assert out.splitlines()[1].split() == ["nothing", "41", "50"]


def test_the_benchmark_refuses_to_time_an_answer_that_does_not_pass() -> None:
    with pytest.raises(RuntimeError, match="toy: wrong"):
        benchmark._cost("toy", TOY, "double = 6\n")
