"""The child that loads one answer, checks it and reports. Nothing here survives the answer, nor needs to."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import threading
import time
import traceback
from concurrent.futures import thread as futures_thread
from types import ModuleType
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

import psutil

from coursekit.exercises import Exercise, Wrong
from coursekit.judge.answer import Answer
from coursekit.judge.patches import Patches
from coursekit.judge.shape import misfit
from coursekit.verdict import Outcome, Verdict

# An answer may replace any of these in its modules; the child goes on with the real ones.
_exit, _getpid, _write, _read = os._exit, os.getpid, os.write, os.read
_sleep, _monotonic, _dumps = time.sleep, time.monotonic, json.dumps

_STARTS_PROCESS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}
_TIME_TO_END = 1.0  # seconds that threads and processes of an answer get to end by themselves


def main(exercise: Exercise, answer: Answer, url: str | None, report: int, tokens: int, stacks: int) -> NoReturn:
    """Judge the answer in this process, report, and end it. Never returns, whatever the answer does.

    Args:
        exercise: what the answer should do.
        answer: the answer.
        url: the scratch schema's URL, or None.
        report: file descriptor for the reports, one JSON object a line.
        tokens: file descriptor that gives one byte for each process the answer may still start.
        stacks: file descriptor of the file in which `faulthandler` writes, on a crash and on SIGUSR1.
    """
    faulthandler.enable(stacks, all_threads=False)
    faulthandler.register(signal.SIGUSR1, stacks, all_threads=True)
    child = _Child(exercise, answer, report, tokens)
    try:
        child.report(verdict=json.loads(child.judge(url).to_json()))
    except BaseException as error:  # a bug of ours: say so rather than die in silence
        child.report(verdict=json.loads(failed(exercise, error).to_json()))
    finally:
        _exit(0)


def failed(exercise: Exercise, error: BaseException) -> Verdict:
    """Say that the judge itself failed.

    Args:
        exercise: what was to be judged.
        error: why it could not be.

    Returns:
        The verdict, with the traceback for whoever mends it.
    """
    return Verdict(
        exercise.name,
        Outcome.OUR_FAULT,
        f"The judge failed: {type(error).__name__}: {_text(error)}",
        traceback="".join(traceback.format_exception(error)),
    )


class _Child:
    def __init__(self, exercise: Exercise, answer: Answer, report: int, tokens: int) -> None:
        self.exercise = exercise
        self.answer = answer
        self.report_fd = report
        self.tokens = tokens
        self.pid = os.getpid()
        self.started_process: int | None = None
        self.started_threads: WeakKeyDictionary[threading.Thread, int | None] = WeakKeyDictionary()
        self.met: list[str] = []

    def report(self, **fields: Any) -> None:
        """Send one report."""
        self.end_if_copy()
        text = memoryview(_dumps(fields).encode() + b"\n")
        while text:
            text = text[_write(self.report_fd, text) :]

    def end_if_copy(self) -> None:
        """End this process if it is a copy that the answer's fork let loose: it must not run the check too."""
        if _getpid() != self.pid:
            _write(self.report_fd, _dumps({"copy": self.started_process}).encode() + b"\n")
            _exit(1)

    def judge(self, url: str | None) -> Verdict:
        sys.addaudithook(self.on_audit)
        self.stand_in()
        patches = Patches()
        threads = set(threading.enumerate())
        module, verdict = self.load()
        verdict = verdict or self.patched(patches) or self.left_behind(threads)
        if verdict is not None:
            return verdict
        self.report(loaded=True)
        assert module is not None
        return (
            misfit(self.exercise.provides, self.answer, module)
            or self.check(module, url)
            or self.patched(patches)
            or self.left_behind(threads)
            or Verdict(self.exercise.name, Outcome.PASSED, "Every demand is met.", met=tuple(self.met))
        )

    def load(self) -> tuple[ModuleType | None, Verdict | None]:
        self.answer.show_in_tracebacks()
        module = self.answer.new_module()
        try:
            try:
                code = compile(self.answer.source, self.answer.filename, "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:  # ValueError: half a surrogate, or a null byte before 3.11.4
                return None, self.not_python(error)
            exec(code, module.__dict__)
        except BaseException as error:
            self.end_if_copy()
            return None, self.raised(error, "while it was loaded")
        self.end_if_copy()
        return module, None

    def check(self, module: ModuleType, url: str | None) -> Verdict | None:
        """Check one demand after the other; say which was not met first."""
        demand = ""
        arguments = (module,) if url is None else (module, url)
        try:
            with self.exercise.bench(*arguments) as bench:
                for each in self.exercise.demands:
                    demand = each.name
                    each.check(bench)
                    self.met.append(demand)
        except Wrong as wrong:
            self.end_if_copy()
            return self.verdict(
                Outcome.WRONG, wrong.message, wrong.question, demand=demand, evidence=wrong.evidence, line=wrong.line
            )
        except BaseException as error:
            self.end_if_copy()
            if self.answer.line_of_error(error) is not None:
                return self.raised(error, "while it was checked", demand)
            return self.verdict(
                Outcome.OUR_FAULT,
                f"A check of ours failed with {type(error).__name__}: {_text(error)}. This is no fault of the answer.",
                demand=demand,
                traceback="".join(traceback.format_exception(error)),
            )
        return None

    def patched(self, patches: Patches) -> Verdict | None:
        name = patches.found()
        if name is None:
            return None
        return self.verdict(
            Outcome.WRONG,
            f"Your answer replaces `{name}` for the whole process, and so for everybody else's code in it.",
            "How could only your own code get the replacement?",
            line=patches.line(name, self.answer.source),
        )

    def left_behind(self, before: set[threading.Thread]) -> Verdict | None:
        """Say so if threads or processes that the answer started are still there after a moment."""
        deadline = _monotonic() + _TIME_TO_END
        while (threads := self.threads_left(before)) and _monotonic() < deadline:
            _sleep(0.005)
        if threads:
            thread = threads[0]
            frame = sys._current_frames().get(thread.ident or 0)
            return self.verdict(
                Outcome.WRONG,
                "A thread that your answer started is still running after the call came back.",
                "Who ends it, and when?",
                line=self.answer.line_of_frame(frame) or self.started_threads.get(thread),
            )
        if self.started_process is None:
            return None
        while (processes := _children()) and _monotonic() < deadline:
            _sleep(0.005)
        if processes:
            return self.verdict(
                Outcome.WRONG,
                "A process that your answer started is still running after the call came back.",
                "Who waits for it, and who ends it if nobody does?",
                line=self.started_process,
            )
        return None

    def threads_left(self, before: set[threading.Thread]) -> list[threading.Thread]:
        # An idle executor's workers end with the process by design; `concurrent.futures` keeps them in this table.
        idle = set(futures_thread._threads_queues)
        busy = {
            thread
            for thread in idle
            if self.answer.line_of_frame(sys._current_frames().get(thread.ident or 0)) is not None
        }
        new = set(threading.enumerate()) - before - (idle - busy)
        return sorted((thread for thread in new if thread.is_alive()), key=lambda thread: thread.name)

    def raised(self, error: BaseException, when: str, demand: str = "") -> Verdict:
        line = self.answer.line_of_error(error)
        match error:
            case SystemExit():
                message = f"Your answer called sys.exit() {when}, which ends the service and not just the request."
                question = "What should the caller get instead?"
            case KeyboardInterrupt():
                message = f"Your answer raised KeyboardInterrupt {when}; that is the user's key, not a result."
                question = "Which exception would a caller expect here?"
            case MemoryError():
                message = f"Your answer asked for more memory than it may have {when}."
                question = "How much does it need at once?"
            case RecursionError():
                message = f"Your answer called itself without end {when}."
                question = "Which call does not come closer to an end?"
            case _:
                message = f"Your answer raised {type(error).__name__} {when}: {_text(error)}"
                question = "What was the value in that line?"
        return self.verdict(
            Outcome.RAISED, message, question, demand=demand, line=line, traceback=self.answer.trim(error)
        )

    def not_python(self, error: SyntaxError | ValueError) -> Verdict:
        message = f"Your answer is not Python yet: {error.msg if isinstance(error, SyntaxError) else error}."
        return self.verdict(
            Outcome.RAISED,
            message,
            "What does the parser see just before that place?",
            line=self.answer.line_of_error(error),
            traceback=self.answer.trim(error),
        )

    def verdict(self, outcome: Outcome, message: str, question: str = "", **fields: Any) -> Verdict:
        return Verdict(
            self.exercise.name,
            outcome,
            message,
            question=question,
            met=tuple(self.met),
            code=self.answer.line(fields.get("line")),
            **fields,
        )

    def on_audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Count the processes that the answer starts, and remember from which line it does grave things."""
        if event in _STARTS_PROCESS:
            line = self.answer.line_of_frame(sys._getframe(1))
            if line is None:
                return
            self.started_process = line
            try:
                token = _read(self.tokens, 1)
            except BlockingIOError:
                token = b""
            if not token:
                raise RuntimeError("an answer may start 32 processes at the most")
        elif event == "os.kill":
            line = self.answer.line_of_frame(sys._getframe(1))
            if line is not None and _getpid() == self.pid:
                self.report(act="os.kill", line=line)

    def stand_in(self) -> None:
        """Take the place of two functions that no audit event announces on every supported Python."""
        os._exit = self.on_exit
        start = threading.Thread.start

        def start_and_remember(thread: threading.Thread) -> None:
            self.started_threads[thread] = self.answer.line_of_frame(sys._getframe(1))
            start(thread)

        threading.Thread.start = start_and_remember  # type: ignore[assignment, method-assign]

    def on_exit(self, status: int = 0) -> NoReturn:
        """Report an `os._exit` before it happens."""
        line = self.answer.line_of_frame(sys._getframe(1))
        if line is not None and _getpid() == self.pid:
            self.report(act="os._exit", line=line)
        _exit(status)


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # the answer's own __str__
        return "(it has no text that could be shown)"
