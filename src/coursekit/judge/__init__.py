"""Judging an answer: one function for the notebook, the command line, the tests and a team's CI.

Three processes take part, so that each has one reason to fail::

    kernel or command          asks, and reads one verdict; runs none of the answer before that
      forkserver               has paid the imports; forks one supervisor for each answer
        supervisor             owns what must be gone afterwards: processes, scratch schema, folder, clock
          child                loads the answer and checks it; may hang, crash, fork or flood

The supervisor leads a session of its own and adopts orphans (`PR_SET_CHILD_SUBREAPER`, Linux), so that nothing an
answer starts outlives its judgement. This protects a learner from accidents. It is no sandbox against malice: an
answer runs with the learner's own rights.
"""

from __future__ import annotations

import errno
import multiprocessing
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess

from coursekit import postgres
from coursekit.answers import same_code
from coursekit.exercises import Exercise
from coursekit.judge.supervisor import supervise
from coursekit.verdict import Outcome, Verdict

__all__ = ["judge", "warm_up"]

# Above an exercise's own limit: starting the forkserver, a scratch schema, ending what is left. Only ever waited out
# when the judge itself is broken.
_GRACE_SECONDS = 60.0

# Each start asks all the children of this process whether they have ended. Without the lock it would meet one that
# another thread is closing, or read from its descriptor when that already belongs to something else.
_children = threading.RLock()


def judge(exercise: Exercise, source: str, *, stub: str | None = None) -> Verdict:
    """Judge one answer by what it does, in a child process under limits.

    Safe to call from several threads at once.

    Args:
        exercise: what the answer should do. Its checks and its bench must be importable, since they run elsewhere.
        source: the answer, a complete Python module.
        stub: the code that the exercise is shipped with; an answer that means the same is untouched.

    Returns:
        The verdict. Nothing that an answer does makes this function raise.
    """
    if not source.strip():
        return Verdict(exercise.name, Outcome.UNTOUCHED, "The cell is empty: there is no answer to judge yet.")
    if stub is not None and same_code(source, stub):
        return Verdict(exercise.name, Outcome.UNTOUCHED, "Not yet: the answer is still as it was shipped.")
    try:
        url = postgres.url() if exercise.database else None
    except postgres.PostgresMissing as error:
        return Verdict(exercise.name, Outcome.OUR_FAULT, f"There is no PostgreSQL to judge this with: {error}")
    except OSError as error:
        return _not_started(exercise, error, "PostgreSQL")
    return _ask(exercise, source, url)


def warm_up() -> None:
    """Start the forkserver, so that it has paid the imports when the first answer comes. Returns at once."""
    _context()
    with suppress(OSError), _interrupt_held_back():  # if there is nothing left to start it with, `judge` says so
        forkserver.ensure_running()


def _ask(exercise: Exercise, source: str, url: str | None) -> Verdict:
    try:
        folder = tempfile.mkdtemp(prefix="answer-")
    except OSError as error:
        return _not_started(exercise, error)
    try:
        here, there = multiprocessing.Pipe()
        process = _context().Process(target=supervise, args=(there, exercise, source, url, folder))
        # The pipe is closed first. If that is early, the kernel was interrupted, and the supervisor takes it as an
        # order to clean up.
        with _closing(process), here, there:
            with _children, _interrupt_held_back():
                process.start()
            return _answer_of(process, exercise, here, there)
    except EOFError:
        return _our_fault(exercise, "The process that judges was ended from outside before it could start.")
    except OSError as error:
        return _not_started(exercise, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # the supervisor does it, unless the answer has killed that too


def _answer_of(process: ForkServerProcess, exercise: Exercise, here: Connection, there: Connection) -> Verdict:
    there.close()
    if not here.poll(exercise.seconds + _GRACE_SECONDS):
        process.kill()
        return _our_fault(exercise, "The judge did not answer, and was ended.")
    try:
        return Verdict.from_json(here.recv_bytes().decode())
    except (EOFError, OSError):  # OSError: ended in the middle of its answer
        if _exit_code(process) == 1:  # by an exception, which it has printed; by a signal the code is negative
            return Verdict(
                exercise.name,
                Outcome.OUR_FAULT,
                "The process that judges could not start; what it printed says why. This is no fault of the answer. "
                "That process imports the script anew from which judge() was called: put the call under "
                '`if __name__ == "__main__":`, and run the script again.',
            )
        return _our_fault(exercise, "The process that judges was ended from outside before it could answer.")


@contextmanager
def _closing(process: ForkServerProcess) -> Iterator[None]:
    """Wait for the end of a process, and free what it takes here."""
    try:
        yield
    finally:
        _exit_code(process)
        with _children:
            process.close()


def _exit_code(process: ForkServerProcess) -> int | None:
    """Wait for the end of a process; None if it could not be started."""
    if process.pid is None:
        return None
    wait([process.sentinel])
    with _children:
        process.join()
        return process.exitcode


def _not_started(exercise: Exercise, error: OSError, what: str = "The process that judges") -> Verdict:
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return _our_fault(exercise, f"{what} could not be started: the system says {name}.")


def _our_fault(exercise: Exercise, what: str) -> Verdict:
    return Verdict(exercise.name, Outcome.OUR_FAULT, f"{what} This is no fault of the answer; judge it again.")


@contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """Let the user's interrupt wait while something starts the forkserver or talks to it.

    In the middle of that, KeyboardInterrupt would leave the forkserver with half a request, and it would end. The main
    thread is where it is raised, so there it is noted and raised afterwards. The forkserver inherits the signal mask,
    too, and so does not die of an interrupt to the process group while it imports.
    """
    in_main = threading.current_thread() is threading.main_thread()
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if in_main else None
    try:
        resource_tracker.ensure_running()  # a forkserver starts it, too, which lets SIGINT through again
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    finally:
        if in_main:
            signal.signal(signal.SIGINT, before)
            if came:
                signal.raise_signal(signal.SIGINT)


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["coursekit.judge.preload"])
    return context
