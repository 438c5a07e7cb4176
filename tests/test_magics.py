"""What a learner types, in a real IPython: what is shown, saved, logged and defined; and what never is."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import nbclient
import nbformat
import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.manager import AsyncKernelManager, KernelManager
from toy_exercise import TOY
from traitlets.config import Config

from coursekit import answers, magics
from coursekit.answers import Event
from coursekit.exercises import Exercise
from coursekit.notebooks import NotShipped, Solution
from coursekit.notebooks.execution import over_unix_sockets
from coursekit.verdict import Outcome, Verdict

STUB = "def double(value):\n    ...  # your code\n"
RIGHT = "def double(value):\n    return value * 2\n"
PASSED = Verdict("toy", Outcome.PASSED, "Every demand is met.", met=("numbers", "words"), loaded=True)
Judge = Callable[..., Verdict]


class Notebook:
    """One kernel, as a learner meets it. Running a cell gives what it showed, as text."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.error: BaseException | None = None

    def run(self, cell: str) -> list[str]:
        self.shell.display_pub.outputs.clear()
        self.error = self.shell.run_cell(cell, store_history=False).error_in_exec
        return [output["data"]["text/plain"] for output in self.shell.display_pub.outputs]

    def shown_types(self) -> list[set[str]]:
        return [set(output["data"]) for output in self.shell.display_pub.outputs]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "answers"))
    return tmp_path / "answers"


@pytest.fixture
def notebook(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setattr(magics, "catalogue", lambda: {"toy": TOY, "other": other()})
    monkeypatch.setattr(magics, "stub_of", lambda _: STUB)
    monkeypatch.setattr(magics, "solution_of", lambda _: Solution(RIGHT, "It multiplies."))
    monkeypatch.setattr(magics, "judge", by_stub)
    yield Notebook(restarted())
    InteractiveShell.clear_instance()
    sys.modules.pop("toy", None)


def other() -> Exercise:
    return Exercise(**{field: getattr(TOY, field) for field in TOY.__slots__} | {"name": "other"})


def restarted() -> InteractiveShell:
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.display_pub = CapturingDisplayPublisher()
    shell.run_cell("%load_ext coursekit")
    return shell


def by_stub(exercise: Exercise, source: str, *, stub: str | None = None) -> Verdict:
    untouched = not source.strip() or (stub is not None and answers.same_code(source, stub))
    if untouched:
        return Verdict(exercise.name, Outcome.UNTOUCHED, "Not yet.")
    return PASSED.but(exercise=exercise.name)


def saying(verdict: Verdict) -> Judge:
    return lambda exercise, source, *, stub=None: verdict


@pytest.fixture(autouse=True)
def prints_nothing(capfd: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "notebook" in request.fixturenames and "interrupt" not in request.node.name:
        assert tuple(capfd.readouterr()) == ("", "")


def test_an_answer_is_saved_judged_logged_and_defined(notebook: Notebook, folder: Path) -> None:
    verdict, debrief = notebook.run(f"%%exercise toy\n{RIGHT}")
    assert verdict.startswith("✓ Double it: passed\n")
    assert debrief.startswith("**Double it: debrief.**")
    assert notebook.shown_types() == [{"text/plain", "text/html"}, {"text/plain", "text/markdown"}]
    assert (folder / "toy.py").read_text() == RIGHT
    assert [(entry.event, entry.outcome) for entry in answers.read_log().entries] == [(Event.JUDGED, Outcome.PASSED)]
    assert notebook.shell.user_ns["double"](4) == 8


def test_the_judge_is_given_the_answer_as_written_and_the_stub(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(magics, "judge", lambda *args, **named: asked.append((args, named)) or PASSED)
    source = "# ü %magic !shell $x {y}\n\n\nx = 'a\\n'\t\n"
    notebook.run(f"%%exercise toy\n{source}")
    assert asked == [((TOY, source), {"stub": STUB})]
    assert answers.saved("toy") == source


def test_a_wrong_answer_is_saved_and_has_no_debrief(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(magics, "judge", saying(Verdict("toy", Outcome.WRONG, "double(3) gave 7.")))
    (verdict,) = notebook.run("%%exercise toy\ndef double(value): return 7")
    assert "double(3) gave 7." in verdict
    assert answers.saved("toy") == "def double(value): return 7\n"
    assert answers.read_log().entries[0].outcome is Outcome.WRONG
    assert "double" not in notebook.shell.user_ns


def test_the_answer_is_saved_before_it_is_judged(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    at_judging = []
    monkeypatch.setattr(magics, "judge", lambda *_, **__: at_judging.append(answers.saved("toy")) or PASSED)
    notebook.run(f"%%exercise toy\n{RIGHT}")
    assert at_judging == [RIGHT]


@pytest.mark.parametrize("stub", [STUB, "# a thought\n" + STUB, "", "   \n\n"])
def test_an_untouched_stub_is_neither_saved_nor_logged(notebook: Notebook, folder: Path, stub: str) -> None:
    (verdict,) = notebook.run(f"%%exercise toy\n{stub}")
    assert verdict == "○ Double it: untouched\nNot yet."
    assert not folder.exists()


def test_an_empty_cell_without_a_line_break_is_judged_too(notebook: Notebook, folder: Path) -> None:
    (verdict,) = notebook.run("%%exercise toy")
    assert verdict == "○ Double it: untouched\nNot yet."
    assert not folder.exists()


def test_an_untouched_stub_over_a_saved_answer_tells_of_it(notebook: Notebook) -> None:
    notebook.run(f"%%exercise toy\n{RIGHT}")
    (verdict,) = notebook.run(f"%%exercise toy\n{STUB}")
    assert "An answer of yours is saved; `%restore toy` brings it back." in verdict
    assert answers.saved("toy") == RIGHT


def test_without_a_shipped_stub_everything_is_an_answer(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_shipped(name: str) -> str:
        raise NotShipped(f"no stub for {name}")

    monkeypatch.setattr(magics, "stub_of", not_shipped)
    notebook.run(f"%%exercise toy\n{STUB}")
    assert answers.saved("toy") == STUB


def test_a_rehearsal_touches_nothing(notebook: Notebook, folder: Path) -> None:
    verdict, _ = notebook.run(f"%%exercise toy --rehearse\n{RIGHT}")
    assert verdict.startswith("✓ Double it: passed")
    assert notebook.shell.user_ns["double"](4) == 8
    notebook.run("%hint")
    notebook.run("%solution")
    assert not folder.exists()


def test_a_rehearsed_stub_does_not_tell_of_a_saved_answer(notebook: Notebook) -> None:
    notebook.run(f"%%exercise toy\n{RIGHT}")
    (verdict,) = notebook.run(f"%%exercise toy --rehearse\n{STUB}")
    assert "restore" not in verdict


@pytest.mark.parametrize("line", ["%hint {}", "%solution {}", "%restore {}", "%%exercise {}\nx = 1"])
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("tyo", "No exercise is named `tyo`. Did you mean `toy`?"),
        ("zzzzz", "No exercise is named `zzzzz`. `%progress` lists all."),
        ("toy other", "Name one exercise, such as `{} toy`. `%progress` lists all."),
        ("toy --fast", "Name one exercise, such as `{} toy`. `%progress` lists all."),
        ("", "Name one exercise, such as `{} toy`. `%progress` lists all."),
    ],
)
def test_a_slip_is_answered_with_a_sentence(
    notebook: Notebook, folder: Path, line: str, words: str, answer: str
) -> None:
    assert notebook.run(line.format(words)) == [answer.format(line.split()[0])]
    assert notebook.error is None
    assert not folder.exists()


def test_an_interrupt_stops_the_run_without_a_traceback(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> Verdict:
        raise KeyboardInterrupt

    monkeypatch.setattr(magics, "judge", interrupted)
    assert notebook.run(f"%%exercise toy\n{RIGHT}") == []
    assert isinstance(notebook.error, magics.Stopped)
    printed, errors = capfd.readouterr()
    assert printed.strip() == "Stopped. Run the cell again to judge the answer."
    assert errors == ""
    assert answers.saved("toy") == RIGHT
    assert answers.read_log().entries == ()


def test_names_are_defined_as_a_module_of_its_own(notebook: Notebook) -> None:
    source = """\
from __future__ import annotations
import sys
from dataclasses import dataclass
from typing import ClassVar

@dataclass
class Ticket:
    price: ClassVar[int] = 3
    seat: str = "A1"

def double(value):
    return value * 2

_private = 1
print("noise")
print("noise", file=sys.stderr)
name = __name__
"""
    notebook.shell.user_ns["_private"] = "the notebook's own"
    notebook.run(f"%%exercise toy\n{source}")
    defined = notebook.shell.user_ns
    assert (defined["name"], defined["_private"]) == ("toy", "the notebook's own")
    notebook.run("import inspect; sources = [inspect.getsource(double), inspect.getsource(Ticket)]")
    assert defined["sources"][0] == "def double(value):\n    return value * 2\n"
    assert defined["sources"][1].startswith("@dataclass\nclass Ticket:")


@pytest.mark.parametrize(
    ("line", "name"), [("raise LookupError", "LookupError"), ("import sys; sys.exit(3)", "SystemExit")]
)
def test_an_answer_that_loads_in_the_child_only_is_still_judged(notebook: Notebook, line: str, name: str) -> None:
    verdict, _ = notebook.run(f"%%exercise toy\n{line}")
    assert verdict.endswith(f"Note: Its names are not defined in this notebook: loading it here raised {name}.")
    assert notebook.error is None


def test_without_a_folder_the_answer_is_judged_and_the_loss_told(
    notebook: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "file"))
    verdict, _ = notebook.run(f"%%exercise toy\n{RIGHT}")
    assert verdict.startswith("✓ Double it: passed")
    flat = " ".join(verdict.split())
    assert flat.count("Note: ") == 1
    assert "Note: Your answer was judged, but not saved. The folder `answers/` cannot be written:" in flat
    assert "COURSE_ANSWERS" in flat
    assert str(tmp_path) not in flat
    assert [notebook.run("%hint")[0].splitlines()[0] for _ in range(2)] == [
        "**Double it: hint 1 of 3.**",
        "**Double it: hint 2 of 3.**",
    ]


def test_a_log_that_cannot_be_written_is_told(notebook: Notebook, folder: Path) -> None:
    (folder / "log.jsonl").mkdir(parents=True)
    verdict, _ = notebook.run(f"%%exercise toy\n{RIGHT}")
    assert "Your answer is saved, but `%progress` will not show this verdict." in " ".join(verdict.split())
    assert answers.saved("toy") == RIGHT


def test_hints_climb_and_survive_a_restart(notebook: Notebook) -> None:
    notebook.run(f"%%exercise toy\n{STUB}")
    assert notebook.run("%hint")[0].startswith("**Double it: hint 1 of 3.**")
    assert notebook.run("%hint toy")[0].startswith("**Double it: hint 2 of 3.**")
    assert notebook.shown_types() == [{"text/plain", "text/markdown"}]
    assert notebook.run("%hint other")[0].startswith("**Double it: hint 1 of 3.**")
    again = Notebook(restarted())
    assert again.run("%hint toy")[0].startswith("**Double it: hint 3 of 3.**")
    for _ in range(2):
        assert again.run("%hint toy")[0].startswith("**Double it: all 3 hints again.**")


def test_the_solution_is_shown_and_logged(notebook: Notebook) -> None:
    notebook.run(f"%%exercise toy\n{STUB}")
    (shown,) = notebook.run("%solution")
    assert shown == f"**Double it: a worked answer.**\n\n```python\n{RIGHT}```\n\nIt multiplies."
    assert [entry.event for entry in answers.read_log().entries] == [Event.SOLUTION]


def test_a_solution_that_was_held_back(notebook: Notebook, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_shipped(name: str) -> Solution:
        raise NotShipped(name)

    monkeypatch.setattr(magics, "solution_of", not_shipped)
    assert notebook.run("%solution toy") == ["The worked answer to `toy` was not shipped with this copy of the course."]
    assert not folder.exists()


def test_restore_puts_the_saved_answer_into_a_cell(notebook: Notebook, folder: Path) -> None:
    assert notebook.run("%restore toy") == ["No answer to `toy` is saved yet. Running its `%%exercise` cell saves it."]
    notebook.run(f"%%exercise toy\n{RIGHT}")
    assert notebook.run("%restore toy") == ["The saved answer to `toy` is in a new cell."]
    assert notebook.shell.rl_next_input == f"%%exercise toy\n{RIGHT}"
    notebook.run("%%exercise toy\nx = 1")
    assert notebook.run("%restore")[0].endswith("Earlier answers are in `answers/earlier/toy/`.")
    (folder / "toy.py").write_bytes(b"\xff")
    assert "not UTF-8" in notebook.run("%restore toy")[0]


def test_progress_draws_the_map(notebook: Notebook) -> None:
    notebook.run(f"%%exercise toy\n{RIGHT}")
    notebook.run("%hint other")
    (shown,) = notebook.run("%progress")
    assert shown == (
        "1 of 2 exercises passed. The others take about 1 minute.\n\n"
        "toys\n  ✓ toy    passed       1 min\n  ○ other  not tried    1 min  1 hint"
    )
    assert notebook.shown_types() == [{"text/plain", "text/html"}]


def test_a_missing_package_is_named(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    def incomplete() -> NoReturn:
        raise ModuleNotFoundError("No module named 'prombed'", name="prombed")

    monkeypatch.setattr(magics, "catalogue", incomplete)
    for typed in (f"%%exercise toy\n{RIGHT}", "%hint toy", "%progress"):
        (shown,) = notebook.run(typed)
        assert "the package `prombed` is missing. `course doctor` says" in shown.replace("\n", " ")
        assert notebook.error is None


def test_loading_twice_changes_nothing(notebook: Notebook) -> None:
    notebook.shell.run_cell("%reload_ext coursekit")
    assert notebook.run("%%exercise toy") == ["○ Double it: untouched\nNot yet."]
    assert notebook.shell.input_transformers_cleanup.count(magics._with_body) == 1


def test_in_a_kernel_with_the_real_judge(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    setup = "import coursekit.magics, toy_exercise\ncoursekit.magics.catalogue = lambda: {'toy': toy_exercise.TOY}"
    wrong = "%%exercise toy\ndef double(value):\n    return 7"
    sources = ["%load_ext coursekit", setup, "%%exercise toy", wrong, "%hint", f"%%exercise toy\n{RIGHT}", "%progress"]
    sources.append("assert double(4) == 8")
    run = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    with tempfile.TemporaryDirectory(prefix="kernel-") as scratch:
        manager = over_unix_sockets(AsyncKernelManager, Path(scratch))
        nbclient.NotebookClient(run, timeout=60, kernel_manager_class=manager).execute()
    outputs = [cell.outputs for cell in run.cells]
    assert {output.output_type for cell in outputs for output in cell} == {"display_data"}
    first_lines = [[output.data["text/plain"].splitlines()[0] for output in cell] for cell in outputs]
    assert first_lines == [
        [],
        [],
        ["○ Double it: untouched"],
        ["✗ Double it: not right yet"],
        ["**Double it: hint 1 of 3.**"],
        ["✓ Double it: passed", "**Double it: debrief.**"],
        ["1 of 1 exercises passed."],
        [],
    ]
    assert (folder / "toy.py").read_text() == RIGHT
    logged = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert [(each["event"], each.get("outcome")) for each in logged] == [
        ("judged", "wrong"),
        ("hint", None),
        ("judged", "passed"),
    ]


def test_an_interrupted_kernel_lives_on_and_judges_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    setup = "import coursekit.magics, toy_exercise\ncoursekit.magics.catalogue = lambda: {'toy': toy_exercise.TOY}"
    endless = "%%exercise toy\ndef double(value):\n    while True:\n        pass"
    with tempfile.TemporaryDirectory(prefix="kernel-") as scratch:
        monkeypatch.setenv("IPYTHONDIR", scratch)
        manager = over_unix_sockets(KernelManager, Path(scratch))()
        manager.start_kernel()
        client = manager.blocking_client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=60)
            loaded = client.execute_interactive(f"%load_ext coursekit\n{setup}", timeout=60)["content"]
            assert loaded["status"] == "ok", loaded
            # Else the kernel aborts what comes right after an error, and the next request is often just that quick.
            client.execute(endless, stop_on_error=False)
            deadline = time.monotonic() + 60
            while not (folder / "toy.py").exists():  # saved, so the judge has it, or is about to get it
                assert time.monotonic() < deadline
                time.sleep(0.01)
            manager.interrupt_kernel()
            reply = client.get_shell_msg(timeout=60)["content"]
            assert (reply["status"], reply["ename"]) == ("error", "Stopped")
            assert reply["traceback"] == ["Stopped. Run the cell again to judge the answer."]
            again = client.execute_interactive(f"%%exercise toy\n{RIGHT}", timeout=60)["content"]
            assert again["status"] == "ok"
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    assert [entry.outcome for entry in answers.read_log().entries] == [Outcome.PASSED]
