"""The judge against answers that hang, crash, fork, flood and lie: the right outcome, and nothing left behind."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from textwrap import dedent
from typing import Any, NoReturn

import psutil
import psycopg
import pytest
from toy_exercise import BROKEN, HASTY, STORED, TOY

from coursekit import postgres
from coursekit.exercises import Exercise
from coursekit.judge import judge, warm_up
from coursekit.verdict import Outcome, Verdict

RIGHT = "def double(value):\n    return value * 2\n"


def judged(source: str, exercise: Exercise = TOY) -> Verdict:
    return judge(exercise, dedent(source).lstrip("\n"))


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have server and forkserver there first; then hold every test to leaving nothing else."""
    postgres.url()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    judge(TOY, RIGHT)
    before = set(psutil.Process().children(recursive=True))
    yield
    new = [p for p in set(psutil.Process().children(recursive=True)) - before if not p.name().startswith("postgres")]
    assert [p.cmdline() for p in new] == []
    assert list(tmp_path.glob("answer-*")) == []


def test_right_answer_passes() -> None:
    verdict = judged(RIGHT)
    assert verdict == Verdict("toy", Outcome.PASSED, "Every demand is met.", met=("numbers", "words"), loaded=True)


def test_wrong_answer_says_which_demand_and_why() -> None:
    verdict = judged("def double(value):\n    return value + 3\n")
    assert (verdict.outcome, verdict.demand, verdict.met) == (Outcome.RAISED, "words", ("numbers",))
    assert (verdict.line, verdict.code) == (2, "return value + 3")
    verdict = judged("def double(value):\n    return 7\n")
    assert (verdict.outcome, verdict.demand, verdict.evidence) == (Outcome.WRONG, "numbers", "3 -> 6")
    assert verdict.message == "double(3) gave 7, not 6."


@pytest.mark.parametrize("source", ["", "  \n\n", "def double(value):\n    ...  # mine\n\n"])
def test_untouched(source: str) -> None:
    assert judge(TOY, source, stub="def double(value):\n    ...  # your code\n").outcome is Outcome.UNTOUCHED


ADVERSARIAL = {
    # name: (source, outcome, the line it must name, words that the message must contain)
    "an error whose text no file can hold": (
        "def double(value):\n    raise ValueError('\\ud800')",
        Outcome.RAISED,
        2,
        "ValueError",
    ),
    "endless loop at import": ("while True: pass", Outcome.TIMED_OUT, 1, "had not come back after 1 s"),
    "endless loop in the call": (
        """
        def double(value):
            n = 0
            while True:
                n += 1
        """,
        Outcome.TIMED_OUT,
        (3, 4),
        "had not come back after 1 s",
    ),
    "sleep": ("import time\ndef double(value):\n    time.sleep(60)", Outcome.TIMED_OUT, 3, "in line 3"),
    "deadlock of two locks": (
        """
        import threading
        a, b = threading.Lock(), threading.Lock()
        met = threading.Barrier(2)

        def one():
            with a:
                met.wait()
                with b:
                    pass

        def two():
            with b:
                met.wait()
                with a:
                    pass

        def double(value):
            pair = [threading.Thread(target=one), threading.Thread(target=two)]
            for thread in pair:
                thread.start()
            for thread in pair:
                thread.join()
            return value * 2
        """,
        Outcome.TIMED_OUT,
        (8, 14, 22),
        "Another thread was in line",
    ),
    "blocked event loop": (
        "import asyncio, time\nasync def main():\n    time.sleep(60)\ndef double(value):\n    asyncio.run(main())",
        Outcome.TIMED_OUT,
        3,
        "in line 3",
    ),
    "os._exit(0)": ("import os\ndef double(value):\n    os._exit(0)", Outcome.DIED, 3, "os._exit(0)"),
    "os._exit(1)": ("import os\nos._exit(1)", Outcome.DIED, 2, "os._exit(1)"),
    "os._exit imported by name": (
        "from os import _exit\ndef double(value):\n    _exit(3)",
        Outcome.DIED,
        3,
        "os._exit(3)",
    ),
    "sys.exit()": ("import sys\ndef double(value):\n    sys.exit()", Outcome.RAISED, 3, "sys.exit()"),
    "sys.exit() at import": ("import sys\nsys.exit()", Outcome.RAISED, 2, "sys.exit()"),
    "KeyboardInterrupt": (
        "def double(value):\n    raise KeyboardInterrupt",
        Outcome.RAISED,
        2,
        "KeyboardInterrupt",
    ),
    "segfault": (
        "import ctypes\ndef double(value):\n    ctypes.string_at(0)",
        Outcome.DIED,
        3,
        "SIGSEGV",
    ),
    "kills itself": (
        "import os, signal\ndef double(value):\n    os.kill(os.getpid(), signal.SIGKILL)",
        Outcome.DIED,
        3,
        "SIGKILL",
    ),
    "endless recursion": (
        "def double(value):\n    return double(value)",
        Outcome.RAISED,
        2,
        "without end",
    ),
    "10 GB": ("def double(value):\n    return len(b'x' * 10**10)", Outcome.RAISED, 2, "more memory"),
    "100 MB of output": (
        "def double(value):\n    for _ in range(100):\n        print('x' * 1_000_000)\n    return value * 2",
        Outcome.DIED,
        3,
        "printed more than 1 MB",
    ),
    "thread left running": (
        """
        import threading, time

        def wait():
            while True:
                time.sleep(0.1)

        def double(value):
            threading.Thread(target=wait).start()
            return value * 2
        """,
        Outcome.WRONG,
        (4, 5),
        "still running",
    ),
    "thread left in library code": (
        """
        import threading, time

        def double(value):
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            return value * 2
        """,
        Outcome.WRONG,
        4,
        "still running",
    ),
    "process left running": (
        "import subprocess\ndef double(value):\n    subprocess.Popen(['sleep', '60'])\n    return value * 2",
        Outcome.WRONG,
        3,
        "still running",
    ),
    "process left running in a session of its own": (
        """
        import os, subprocess

        def double(value):
            subprocess.Popen(["sleep", "60"], start_new_session=True)
            os._exit(0)
        """,
        Outcome.DIED,
        5,
        "os._exit(0)",
    ),
    "fork whose copy comes back": (
        "import os\ndef double(value):\n    os.fork()\n    return value * 2",
        Outcome.WRONG,
        3,
        "made by fork",
    ),
    "fork at import whose copy comes back": (
        "import os\nos.fork()\ndef double(value):\n    return value * 2",
        Outcome.WRONG,
        2,
        "made by fork",
    ),
    "fork bomb": (
        "import os\nwhile True:\n    os.fork()\n",
        Outcome.RAISED,
        3,
        "32 processes",
    ),
    "patched open": (
        "import builtins\nbuiltins.open = None\ndef double(value):\n    return value * 2",
        Outcome.WRONG,
        2,
        "builtins.open",
    ),
    "patched sleep in the call": (
        "import time\ndef double(value):\n    time.sleep = lambda seconds: None\n    return value * 2",
        Outcome.WRONG,
        3,
        "time.sleep",
    ),
    "patched sleep, named in a string": (
        "from unittest.mock import patch\npatch('time.sleep').start()\ndef double(value):\n    return value * 2",
        Outcome.WRONG,
        2,
        "time.sleep",
    ),
    "patched print": (
        "import builtins\nsetattr(builtins, 'print', str)\ndef double(value):\n    return value * 2",
        Outcome.WRONG,
        2,
        "builtins.print",
    ),
    "replaced event-loop policy": (
        """
        import asyncio, warnings
        warnings.simplefilter("ignore")

        class Mine(asyncio.DefaultEventLoopPolicy):
            pass

        asyncio.set_event_loop_policy(Mine())

        def double(value):
            return value * 2
        """,
        Outcome.WRONG,
        7,
        "event loop policy",
    ),
    "syntax error": ("def double(value:\n    return 1", Outcome.RAISED, 1, "not Python yet"),
    "syntax error in what it reads": (
        "import ast\ndef double(value):\n    return ast.literal_eval('1 +')",
        Outcome.RAISED,
        3,
        "SyntaxError while it was checked",
    ),
    "half a surrogate": ("x = '\ud800'\n", Outcome.RAISED, None, "not Python yet"),
    "null byte": ("x = 1\0\n", Outcome.RAISED, None, "not Python yet"),
    "missing name": ("def dubble(value):\n    return value * 2", Outcome.WRONG, None, "does not define `double`"),
    "wrong signature": (
        "x = 1\ndef double(value, times):\n    return value * times\n\nfour = double(2, 2)",
        Outcome.WRONG,
        2,
        "`double(value, times)` cannot be called as `double(value)`",
    ),
    "a name that is imported": ("from operator import mul as double", Outcome.WRONG, 1, "cannot be called as"),
    "not a function": ("double = 6", Outcome.WRONG, 1, "`double` is bound to an int"),
    "async function": ("async def double(value):\n    return value * 2", Outcome.WRONG, 1, "async"),
    "asks for input": ("def double(value):\n    return input()", Outcome.RAISED, 2, "EOFError"),
    "closes what it did not open": (
        "import os\ndef double(value):\n    os.closerange(3, 1024)\n    return value * 2",
        Outcome.DIED,
        None,
        "without a word",
    ),
    "exception that cannot be printed": (
        """
        class Mute(Exception):
            def __str__(self):
                raise ValueError

        def double(value):
            raise Mute
        """,
        Outcome.RAISED,
        6,
        "Mute",
    ),
}

if sys.platform == "linux":  # which has real-time signals
    ADVERSARIAL["a signal without a name"] = (
        "import os\ndef double(value):\n    os.kill(os.getpid(), 40)",
        Outcome.DIED,
        3,
        "died of signal 40",
    )


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_adversarial(name: str) -> None:
    source, outcome, line, words = ADVERSARIAL[name]
    began = time.monotonic()
    verdict = judged(source, HASTY if outcome is Outcome.TIMED_OUT else TOY)
    assert verdict.outcome is outcome, verdict
    assert words in verdict.message
    assert verdict.line in line if isinstance(line, tuple) else verdict.line == line, verdict
    assert verdict.question
    if verdict.line is not None:
        assert verdict.code == dedent(source).lstrip("\n").splitlines()[verdict.line - 1].strip()
    # Not a measure of speed: an answer that hangs for a minute must not be waited for.
    assert time.monotonic() - began < 30
    assert judge(TOY, RIGHT).passed, "the judge does not go on"


def test_good_manners_pass() -> None:
    """Threads that end, executors that idle, children that are waited for, forks that end: all fine."""
    verdict = judged("""
        import asyncio, os, subprocess, sys, threading, time
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor()

        async def later(value):
            await asyncio.sleep(0)
            return value * 2

        def double(value):
            thread = threading.Thread(target=time.sleep, args=(0.01,))
            thread.start()
            subprocess.run([sys.executable, "-c", ""], check=True)
            pid = os.fork()
            if pid == 0:
                os._exit(0)
            os.waitpid(pid, 0)
            with open("note.txt", "w") as file:
                file.write("to the working directory")
            return pool.submit(asyncio.run, later(value)).result()
        """)
    assert verdict.outcome is Outcome.PASSED, verdict


def test_output_of_both_kinds_is_shown_and_cut() -> None:
    verdict = judged("""
        import sys

        def double(value):
            print("café " + "x" * 9000)
            print("to stderr", file=sys.stderr)
            return value * 2
        """)
    assert verdict.passed
    assert verdict.output.startswith("café xxx")
    assert "bytes more" in verdict.output
    assert len(verdict.output) < 5_000
    assert "to stderr" in judged("import sys\nprint('to stderr', file=sys.stderr)").output


@pytest.mark.parametrize("end", ["return value * 2", "os._exit(1)", "os.kill(os.getpid(), 9)", "while True: pass"])
def test_what_is_printed_last_is_not_lost(end: str) -> None:
    answer = "import os, sys\ndef double(value):\n"
    answer += f"    print('half a line', end='')\n    print('the other half', end='', file=sys.stderr)\n    {end}\n"
    output = judge(HASTY if end.startswith("while") else TOY, answer).output
    assert output.startswith("half a linethe other half"), output


def test_lines_are_counted_as_python_counts_them() -> None:
    verdict = judge(TOY, "x = '''form\x0cfeed, line\u2028separator'''\ndef double(value):\n    raise KeyError(value)\n")
    assert (verdict.line, verdict.code) == (3, "raise KeyError(value)")
    assert "raise KeyError(value)\n" in verdict.traceback


def test_odd_text_is_judged_like_any_other() -> None:
    source = f"# {'ä' * 100_000}\nπ = '日本語🎟'\ndef double(value):\n    assert π\n    return value * 2\n"
    assert judge(TOY, source).passed
    verdict = judge(TOY, source.replace("assert π", "raise ValueError(π)"))
    assert (verdict.outcome, verdict.line, verdict.code) == (Outcome.RAISED, 4, "raise ValueError(π)")
    assert "日本語🎟" in verdict.message


def test_traceback_shows_the_learners_lines_only() -> None:
    verdict = judged("""
        import json

        def parse(text):
            return json.loads(text)

        def double(value):
            return parse("{")
        """)
    assert verdict.line == 4
    assert verdict.traceback.startswith('line 7, in double\n    return parse("{")\nline 4, in parse\n')
    assert "json/" not in verdict.traceback


def test_a_bug_of_ours_is_our_fault() -> None:
    verdict = judged(RIGHT, BROKEN)
    assert verdict.outcome is Outcome.OUR_FAULT
    assert "no fault of the answer" in verdict.message
    assert "in fails_itself" in verdict.traceback


def test_no_postgres_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise postgres.PostgresMissing("none here; set DATABASE_URL")

    monkeypatch.setattr(postgres, "url", missing)
    verdict = judged(RIGHT, STORED)
    assert verdict.outcome is Outcome.OUR_FAULT
    assert "set DATABASE_URL" in verdict.message


def test_a_server_that_does_not_answer_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "url", lambda: "postgresql+psycopg://nobody@127.0.0.1:1/none")
    verdict = judged(RIGHT, STORED)
    assert verdict.outcome is Outcome.OUR_FAULT
    assert "does not answer. `course doctor` says what to do" in verdict.message
    assert not verdict.traceback


def refused(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.EMFILE, "too many")


@pytest.mark.parametrize(
    ("exercise", "place"),
    [
        (TOY, (tempfile, "mkdtemp")),
        (TOY, (multiprocessing, "Pipe")),
        (TOY, (ForkServerProcess, "start")),
        (STORED, (postgres, "url")),
    ],
)
def test_a_machine_that_has_nothing_left_is_our_fault(
    exercise: Exercise, place: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patches:
        patches.setattr(*place, refused)
        verdict = judge(exercise, RIGHT)
    assert verdict.outcome is Outcome.OUR_FAULT
    what = "PostgreSQL" if exercise is STORED else "The process that judges"
    assert verdict.message.startswith(f"{what} could not be started: the system says EMFILE")
    assert judge(TOY, RIGHT).passed


def test_a_judge_that_cannot_be_warmed_up_waits_for_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forkserver, "ensure_running", refused)
    warm_up()


def test_a_child_that_cannot_be_prepared_is_our_fault_and_goes_no_further(tmp_path: Path) -> None:
    script = """
        import multiprocessing, sys
        from toy_exercise import TOY
        from coursekit.judge import supervisor

        def refused(*_):
            raise OSError("nothing left")

        supervisor._limit_child = refused
        here, there = multiprocessing.Pipe()
        supervisor.supervise(there, TOY, "x = 1", None, sys.argv[1])
        print(here.recv_bytes().decode())
    """
    command = [sys.executable, "-c", dedent(script), str(tmp_path / "folder")]
    (tmp_path / "folder").mkdir()
    said = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True).stdout
    (line,) = said.splitlines()
    verdict = Verdict.from_json(line)
    assert (verdict.outcome, verdict.message) == (Outcome.OUR_FAULT, "The judge failed: OSError: nothing left")


def test_no_server_connection_outlives_the_judgement() -> None:
    source = """
        from sqlalchemy import text
        kept = []

        def double(value):
            connection = engine.connect()
            connection.execute(text("INSERT INTO kept VALUES (1)"))
            kept.append(connection)
            return value * 2
        """
    assert judged(source, STORED).passed
    url = postgres.url().replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'scratch%'"
        ).fetchone()
        schemas = connection.execute(
            "SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', "
            "'information_schema')"
        ).fetchone()
    assert (others, schemas) == ((0,), (0,))


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let SIGINT raise, as in a kernel: what a shell starts in the background would ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_the_answer_and_leaves_the_judge_working() -> None:
    def interrupt() -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:  # until the answer's child is there
            if len(psutil.Process().children(recursive=True)) > before:
                time.sleep(0.2)
                os.kill(os.getpid(), signal.SIGINT)
                return
            time.sleep(0.01)

    before = len(psutil.Process().children(recursive=True)) + 1
    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        judged("import time\ntime.sleep(60)")
    thread.join()
    assert judge(TOY, RIGHT).passed


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_while_an_answer_is_handed_over_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    handed_over = []
    start = ForkServerProcess.start

    def interrupted(process: ForkServerProcess) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        start(process)
        handed_over.append(process.pid)

    monkeypatch.setattr(ForkServerProcess, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        judged("import time\ntime.sleep(60)")
    monkeypatch.undo()
    assert handed_over and not psutil.pid_exists(handed_over[0])
    assert judge(TOY, RIGHT).passed
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_an_interrupt_while_the_judge_wakes_up_harms_nothing() -> None:
    script = "import os, signal\nfrom toy_exercise import TOY\nfrom coursekit.judge import judge, warm_up\n"
    script += "warm_up()\ntry:\n    os.killpg(0, signal.SIGINT)\nexcept KeyboardInterrupt:\n    pass\n"
    script += f"print(judge(TOY, {RIGHT!r}).outcome)\n"
    asker = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parent,
        start_new_session=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (asker.stdout, asker.stderr) == ("passed\n", "")


def test_a_script_without_a_guard_is_told_of_the_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from coursekit.exercises import catalogue\n"
        "from coursekit.judge import judge\n"
        "print(judge(catalogue()['seat_map_listeners'], 'x = 1').message)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert 'under `if __name__ == "__main__":`' in done.stdout


def test_a_forkserver_that_has_gone_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(process: ForkServerProcess) -> None:
        raise EOFError("unexpected EOF")  # as when it is killed between the request and its answer

    monkeypatch.setattr(ForkServerProcess, "start", gone)
    verdict = judge(TOY, RIGHT)
    assert verdict.outcome is Outcome.OUR_FAULT
    assert "judge it again" in verdict.message


def test_a_killed_judge_is_our_fault_and_the_next_one_works() -> None:
    verdict = judged("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)")
    assert verdict.outcome is Outcome.OUR_FAULT
    assert judge(TOY, RIGHT).passed


def test_many_at_once() -> None:
    sources = [RIGHT, "def double(value):\n    return 7\n", "import os\nos._exit(1)\n"] * 6
    with ThreadPoolExecutor(6) as pool:
        outcomes = [verdict.outcome for verdict in pool.map(lambda source: judge(TOY, source), sources)]
    assert outcomes == [Outcome.PASSED, Outcome.WRONG, Outcome.DIED] * 6


def test_the_verdict_survives_json() -> None:
    verdict = judged("def double(value):\n    return 7\n")
    assert Verdict.from_json(verdict.to_json()) == verdict


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux only")
def test_a_killed_kernel_takes_its_judgements_along(tmp_path: Path) -> None:
    """`kill -9` of the process that asked: the child, and what it started, are gone soon after."""
    mark = tmp_path / "pid"
    answer = "import subprocess, time\np = subprocess.Popen(['sleep', '61'])\n"
    answer += f"open({str(mark)!r}, 'w').write(str(p.pid))\ntime.sleep(60)\n"
    script = "from toy_exercise import TOY\nfrom coursekit.judge import judge\n"
    script += f"judge(TOY, {answer!r})\n"
    asker = subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parent)
    deadline = time.monotonic() + 60
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    pid = int(mark.read_text())
    asker.kill()
    asker.wait()
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(pid)
