"""Where contenders run: in forked processes, as the workers of a web server do, or in threads."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from inspect import unwrap
from multiprocessing import Pipe
from multiprocessing.connection import Connection as Channel
from typing import Any, Protocol

import psutil

from coursekit.probes.transactions.contender import Contender, own_frames
from coursekit.probes.transactions.lane import Lane
from coursekit.probes.transactions.run import Frame
from coursekit.probes.transactions.steps import Ask, Kind
from coursekit.signals import signal_name

# For one that spins: its other thread has to get at the GIL, on a processor that may be busy. Waited out only for one
# that is stuck in C and holds the GIL.
_STANDPOINT_SECONDS = 5.0


class Carrier(Protocol):
    """What the coordinator needs of the process or thread that a contender runs in.

    Attributes:
        channel: the coordinator's end of the pipe.
        patience: for how long a contender must stand still outside the database before it counts as waiting, in
            seconds.
        alive: whether it can take part in another run.
    """

    channel: Channel
    patience: float
    alive: bool

    def pulse(self) -> object | None:
        """Give something that changes whenever the contender runs, or None while it is running."""

    def death(self) -> str | None:
        """Say how the contender's process ended, or None if it has not."""

    def standpoint(self) -> tuple[Frame, ...]:
        """Find where in its code the contender stands; empty if that cannot be told."""

    def kill(self) -> None:
        """End the contender whatever it does, as far as that is possible."""


class ForkedCarrier:
    """A contender in a forked process. Locks, caches and globals of the process are its own copies.

    Args:
        function: what it calls.
        url: the database.
        settings: server settings for its sessions.
        others: the carriers that exist already, whose pipes the new process must not keep open.
    """

    patience = 0.3

    def __init__(
        self, function: Callable[..., Any], url: str, settings: str, others: Iterable[ForkedCarrier] = ()
    ) -> None:
        self.channel, theirs = Pipe()
        self._lifeline, their_lifeline = Pipe()
        self.alive = True
        self._death: str | None = None
        for stream in sys.stdout, sys.stderr:
            stream.flush()  # else the child would write the same text once more
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of forking beside threads
            self.pid = os.fork()
        if self.pid == 0:
            for other in (self, *others):
                other.channel.close()
                other._lifeline.close()
            _be_forked(theirs, their_lifeline, function, url, settings)
        theirs.close()
        their_lifeline.close()
        self._process = psutil.Process(self.pid)

    def pulse(self) -> object | None:
        """Give its context switches and CPU time so far: they stay the same only if nothing of it has run."""
        try:
            with self._process.oneshot():
                # macOS calls every living process running; Linux tells one that waits for a processor from a sleeper
                if psutil.LINUX and self._process.status() != psutil.STATUS_SLEEPING:
                    return None
                return self._process.num_ctx_switches(), self._process.cpu_times()
        except psutil.Error:
            return None

    def death(self) -> str | None:
        """Say with which exit status or by which signal the process ended, or None if it has not."""
        if self._death is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                pid, status = self.pid, 0
            if pid:
                code = os.waitstatus_to_exitcode(status)
                self._death = f"exit status {code}" if code >= 0 else f"killed by {signal_name(-code)}"
                self.alive = False
        return self._death

    def standpoint(self) -> tuple[Frame, ...]:
        """Ask the process where its main thread stands."""
        with contextlib.suppress(OSError, EOFError):
            self._lifeline.send("where")
            if self._lifeline.poll(_STANDPOINT_SECONDS):
                frames: tuple[Frame, ...] = self._lifeline.recv()
                return frames
        return ()

    def kill(self) -> None:
        """Kill the process and every process that it has started."""
        self.alive = False
        if self.death() is None:
            with contextlib.suppress(psutil.Error):
                for process in self._process.children(recursive=True):
                    process.kill()
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.channel.close()
        self._lifeline.close()


def _be_forked(channel: Channel, lifeline: Channel, function: Callable[..., Any], url: str, settings: str) -> None:
    """Spend the life of a forked process; never returns."""
    status = 1
    try:
        main = threading.get_ident()
        threading.Thread(target=_hold_lifeline, args=(lifeline, main), daemon=True).start()
        # Collected when a run begins and never during it: else a forgotten session would roll back at a random point.
        gc.freeze()
        gc.disable()
        contender = Contender(channel, function, url, settings)
        os.register_at_fork(before=partial(setattr, contender, "forked", True), after_in_child=contender.lane.cut)
        _sleep_in_turns(contender.lane, function)
        contender.serve()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)  # no clean-up: connections and handlers inherited by the fork are the parent's


def _hold_lifeline(lifeline: Channel, main: int) -> None:
    """Answer where the main thread stands, and end the process when nobody is left to ask."""
    try:
        while True:
            lifeline.recv()
            lifeline.send(_standpoint(main))
    except (EOFError, OSError):
        os._exit(1)


def _standpoint(thread: int) -> tuple[Frame, ...]:
    frame = sys._current_frames().get(thread)
    return own_frames(traceback.extract_stack(frame)) if frame else ()


def _sleep_in_turns(lane: Lane, function: Callable[..., Any]) -> None:
    """Make `time.sleep` a step: a contender that backs off lets the others go first, and nobody waits for a clock."""
    sleep = time.sleep
    ask = Ask(Kind.SLEEP, "", "sleeps", frozenset(), 0)

    def step(seconds: float) -> None:
        if lane.live and threading.current_thread() is threading.main_thread():
            sleep(min(seconds, 0))  # refuses what sleep refuses
            with lane.step(ask):
                pass
        else:
            sleep(seconds)

    time.sleep = step  # type: ignore[assignment]  # takes what sleep takes, without its exact signature
    names = getattr(unwrap(getattr(function, "func", function)), "__globals__", {})
    for name in [name for name, value in names.items() if value is sleep]:
        names[name] = step  # from time import sleep


class ThreadCarrier:
    """A contender in a thread of this process, for functions that cannot be forked: those of a notebook's cells.

    Args:
        function: what it calls.
        url: the database.
        settings: server settings for its sessions.
    """

    patience = 2.0

    def __init__(self, function: Callable[..., Any], url: str, settings: str) -> None:
        self.channel, theirs = Pipe()
        self.alive = True
        contender = Contender(theirs, function, url, settings)
        self._thread = threading.Thread(target=contender.serve, daemon=True)
        self._thread.start()

    def pulse(self) -> object | None:
        """Give the instruction at which the thread stands."""
        frame = sys._current_frames().get(self._thread.ident or 0)
        return (id(frame), frame.f_lasti) if frame else None

    def death(self) -> str | None:
        """A thread does not die without a word."""
        return None

    def standpoint(self) -> tuple[Frame, ...]:
        """Look where the thread stands."""
        return _standpoint(self._thread.ident or 0)

    def kill(self) -> None:
        """Close the channel: the thread ends at its next step or when its function returns."""
        self.alive = False
        self.channel.close()
        self._thread.join(1.0)
