"""Between the one who asks and the answer: the clock, the limits, and the end of everything an answer started."""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import psutil

from coursekit import postgres
from coursekit.exercises import Exercise
from coursekit.judge import child
from coursekit.judge.answer import Answer, blame
from coursekit.judge.post_mortem import died, flooded, lines_in, timed_out
from coursekit.verdict import Outcome, Verdict

MEMORY_LIMIT = 2 * 1024**3  # bytes that an answer may ask for on top of what the libraries hold
OUTPUT_LIMIT = 1024**2  # bytes that an answer may print
OUTPUT_KEPT = 4_000  # bytes of it that a verdict shows
PROCESS_LIMIT = 32  # processes that an answer may start

_POLL_SECONDS = 0.02
_STACKS_SECONDS = 0.5  # for a process to say where it is
_UNHEARD_SECONDS = 5.0  # the same, as long as it has had no processor since it was asked
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def supervise(asker: Connection, exercise: Exercise, source: str, url: str | None, folder: str) -> None:
    """Judge one answer in a child of this process, then end all that it left behind. Runs in a process of its own.

    Args:
        asker: where the verdict goes, as the bytes of one JSON object; closing its other end stops the judging.
        exercise: what the answer should do.
        source: the answer, a complete Python module.
        url: the PostgreSQL in which to make a scratch schema, or None if the exercise needs none.
        folder: an empty folder for the answer to run in; removed at the end.
    """
    os.setsid()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # held back in the forkserver
    _adopt_orphans()
    answer = Answer(exercise.name, source)
    try:
        with _scratch(url) as scratch_url:
            verdict = _Judgement(exercise, answer, asker).run(scratch_url, folder)
    except postgres.PostgresMissing as error:
        verdict = Verdict(exercise.name, Outcome.OUR_FAULT, f"There is no PostgreSQL to judge this with: {error}")
    except Exception as error:  # whatever it is, the learner must not read it as theirs
        verdict = child.failed(exercise, error)
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):  # nobody is there any more to read it
        asker.send_bytes(verdict.to_json().encode())


@dataclass(slots=True)
class _Judgement:
    """One run of the child: what it reported, what it printed, and how it ended."""

    exercise: Exercise
    answer: Answer
    asker: Connection
    output: bytearray = field(default_factory=bytearray)
    printed: int = 0
    loaded: bool = False
    last_act: dict[str, Any] = field(default_factory=dict)
    copies: list[int] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    verdict: Verdict | None = None

    def run(self, url: str | None, folder: str) -> Verdict:
        """Fork the child, attend to it, and say how it went.

        Args:
            url: the scratch schema's URL, or None.
            folder: an empty folder for the child to run in.

        Returns:
            The verdict, with everything the child started gone.
        """
        report_r, report_w = os.pipe()
        output_r, output_w = os.pipe()
        tokens_r, tokens_w = os.pipe()
        os.write(tokens_w, bytes(PROCESS_LIMIT))
        os.close(tokens_w)
        os.set_blocking(tokens_r, False)
        with tempfile.TemporaryFile(dir=folder) as stacks:
            pid = os.fork()
            if pid == 0:
                try:
                    _limit_child(folder, output_w)
                    os.close(report_r)
                    os.close(output_r)
                    self.asker.close()
                    child.main(self.exercise, self.answer, url, report_w, tokens_r, stacks.fileno())
                except BaseException as error:  # and not on into what the supervisor does next
                    fault = {"verdict": json.loads(child.failed(self.exercise, error).to_json())}
                    os.write(report_w, json.dumps(fault).encode() + b"\n")
                finally:
                    os._exit(1)
            with contextlib.suppress(OSError):  # on both sides of the fork, so that neither can come too late
                os.setpgid(pid, pid)
            for fd in (report_w, output_w, tokens_r):
                os.close(fd)
            try:
                status = self._attend(pid, report_r, output_r)
                if self.verdict is None and status is None:
                    self._dump_stacks(pid, stacks.fileno())
            finally:
                _end_all(pid)
                self._read_output(output_r)
                os.close(report_r)
                os.close(output_r)
            verdict = self.verdict or self._post_mortem(status, _read_all(stacks.fileno()))
        printed = self.output.decode("utf-8", "replace")
        if self.printed > len(self.output):
            printed += f"\n... and {self.printed - len(self.output):,} bytes more"
        return verdict.but(output=printed, loaded=self.loaded)

    def _attend(self, pid: int, report: int, output: int) -> int | None:
        """Read what the child reports until it is judged, ends, or breaks a limit.

        Returns:
            The child's wait status if it ended by itself, else None.
        """
        deadline = time.monotonic() + self.exercise.seconds
        sources: list[int | Connection] = [report, output, self.asker]
        os.set_blocking(report, False)
        os.set_blocking(output, False)
        while time.monotonic() < deadline:
            readable, _, _ = select.select(sources, [], [], _POLL_SECONDS)
            self._read_output(output)
            if not self._read_reports(report) and report in sources:
                sources.remove(report)  # closed: it would only keep `select` from waiting
            if self.verdict is not None or self.asker in readable or self.printed > OUTPUT_LIMIT:
                return None
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._read_reports(report)  # it may have said something between the last look and its end
                return status
        return None

    def _read_reports(self, report: int) -> bool:
        """Take in what the child has reported so far; tell whether it may report more."""
        with contextlib.suppress(BlockingIOError):
            while received := os.read(report, 65536):
                self.pending += received
                *lines, rest = bytes(self.pending).split(b"\n")
                self.pending = bytearray(rest)
                for line in lines:
                    self._note(json.loads(line))
            return False
        return True

    def _note(self, report: dict[str, Any]) -> None:
        match report:
            case {"verdict": fields}:
                self.verdict = self._unless_copied(Verdict.from_json(json.dumps(fields)))
            case {"loaded": True}:
                self.loaded = True
            case {"act": _}:
                self.last_act = report
            case {"copy": line}:
                self.copies.append(line)

    def _unless_copied(self, verdict: Verdict) -> Verdict:
        if not self.copies or verdict.outcome is not Outcome.PASSED:
            return verdict
        return blame(
            self.answer,
            Outcome.WRONG,
            "A copy of the process, made by fork, came back from your answer and ran on into the check.",
            "What ends the copy when its work is done?",
            self.copies[0],
        )

    def _read_output(self, output: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while self.printed <= OUTPUT_LIMIT and (received := os.read(output, 65536)):
                self.printed += len(received)
                self.output += received[: max(0, OUTPUT_KEPT - len(self.output))]

    def _post_mortem(self, status: int | None, stacks: str) -> Verdict:
        where = lines_in(self.answer, stacks)
        if status is not None:
            return died(self.answer, status, where, self.last_act)
        if self.printed > OUTPUT_LIMIT:
            return flooded(self.answer, OUTPUT_LIMIT, where)
        return timed_out(self.answer, self.exercise.seconds, where)

    def _dump_stacks(self, pid: int, stacks: int) -> None:
        """Have the child and its copies write where each of their threads is, and wait for it."""
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            switches = process.num_ctx_switches()
            for each in (process, *process.children(recursive=True)):
                each.send_signal(signal.SIGUSR1)
            asked, size = time.monotonic(), 0
            while (waited := time.monotonic() - asked) < _UNHEARD_SECONDS:
                time.sleep(_POLL_SECONDS)
                if (size and os.fstat(stacks).st_size == size) or process.status() == psutil.STATUS_ZOMBIE:
                    break
                if waited > _STACKS_SECONDS and process.num_ctx_switches() != switches:
                    break  # it has closed that file, or will not have the signal
                size = os.fstat(stacks).st_size


def _limit_child(folder: str, output: int) -> None:
    """Prepare the forked child: own process group, no input, captured output, empty folder, limited memory.

    What it prints is written at once. It ends by `os._exit` or by a signal, and a buffer would end with it.
    """
    os.setpgid(0, 0)
    _die_with_supervisor()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(nothing)
    os.close(output)
    sys.stdout, sys.stderr = _unbuffered(1, "strict"), _unbuffered(2, "backslashreplace")
    os.chdir(folder)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS takes the limit and ignores it
        limit = psutil.Process().memory_info().vms + MEMORY_LIMIT
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most != resource.RLIM_INFINITY:  # a limit of the machine's owner, which only root may raise
            limit = min(limit, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _unbuffered(descriptor: int, errors: str) -> io.TextIOWrapper:
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(raw, "utf-8", errors, write_through=True)


def _adopt_orphans() -> None:
    """Become the parent of every orphan below this process, so that none escapes by daemonising (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _die_with_supervisor() -> None:
    """Have the kernel end this process when its parent ends, however that came about (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _end_all(pid: int) -> None:
    """End the child, its process group and, where orphans are adopted, everything else below this process."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):  # it has ended by itself, and was waited for
        os.waitpid(pid, 0)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:  # a process in the middle of a disk operation may take its time
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                for process in psutil.Process().children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        process.kill()
                time.sleep(0.001)
        except ChildProcessError:
            return


@contextmanager
def _scratch(url: str | None) -> Iterator[str | None]:
    if url is None:
        yield None
        return
    with postgres.scratch(url) as scratch_url:
        yield scratch_url


def _read_all(fd: int) -> str:
    os.lseek(fd, 0, os.SEEK_SET)
    with open(fd, "rb", closefd=False) as file:
        return file.read().decode("utf-8", "replace")
