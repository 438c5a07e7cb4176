"""Running a contender's commands: how long they took, what they cost, and the end of all they started."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_GRACE_SECONDS = 5.0  # for processes that end a moment after the command that started them
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a contender's commands.

    Attributes:
        seconds: wall-clock time from the first command's start to the last one's end.
        cpu: processor time of all processes that took part, in seconds; without orphans, unless they were adopted.
        codes: each command's exit code in their order; None for one that the time limit ended or kept from starting.
    """

    seconds: float
    cpu: float
    codes: tuple[int | None, ...]

    @property
    def in_time(self) -> bool:
        """Whether every command ended by itself."""
        return None not in self.codes


def adopt_orphans() -> None:
    """Become the parent of what a contender leaves behind, to count and to end it (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    commands: Sequence[Sequence[str]],
    *,
    at_once: int,
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    limit: float,
) -> Ran:
    """Run commands, so many at once, and end whatever is left of them.

    Children that this process already has are neither ended nor waited for. Of those that come into being meanwhile,
    all are taken for the commands' own: start no others while this runs.

    Args:
        commands: each a program and its arguments.
        at_once: how many run at the same time.
        folder: where they run.
        environment: all of it.
        log: the file that what they print is added to.
        limit: the time for all of them, in seconds.

    Returns:
        What came of it.
    """
    others = {child.pid for child in _children_besides(set())}
    began = time.perf_counter()
    spent = _processor_time()
    with log.open("ab") as output, ThreadPoolExecutor(at_once) as pool:

        def one(command: Sequence[str]) -> int | None:
            left = limit - (time.perf_counter() - began)
            if left <= 0:
                return None
            # In a session of its own: the user's interrupt is for the benchmark, which then ends what runs.
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            try:
                return process.wait(left)
            except subprocess.TimeoutExpired:
                _end(psutil.Process(process.pid))
                process.wait()
                return None

        try:
            codes = tuple(pool.map(one, commands))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in _children_besides(others):
                _end(child)
            raise
    seconds = time.perf_counter() - began
    _end_orphans(others)
    return Ran(seconds, _processor_time() - spent, codes)


def _children_besides(pids: set[int]) -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.pid not in pids]


def _end(top: psutil.Process) -> None:
    """End a process and all below it."""
    with suppress(psutil.Error):
        for process in [*top.children(recursive=True), top]:
            with suppress(psutil.Error):
                process.kill()


def _end_orphans(others: set[int]) -> None:
    """Wait for adopted children, and end those that do not end by themselves."""
    deadline = time.monotonic() + _GRACE_SECONDS
    while orphans := _children_besides(others):
        for orphan in orphans:
            if time.monotonic() > deadline:
                _end(orphan)
            with suppress(ChildProcessError):
                os.waitpid(orphan.pid, os.WNOHANG)
        time.sleep(0.01)


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
