"""The contender's side of the rendezvous: every step is announced here, waits for its turn, and reports its outcome."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Channel
from typing import Any
from weakref import WeakSet

import psycopg

from coursekit.probes.transactions.steps import Ask, Kind, Outcome


class RaceOver(BaseException):
    """Ends a contender whose run was given up. Not an `Exception`, so that no retry loop goes on after it."""


class Lane:
    """Holds one contender at each of its steps until the coordinator lets it go on.

    Several threads of one contender take turns: while one of them is held or runs a statement, the others wait.

    Args:
        channel: the pipe to the coordinator.

    Attributes:
        live: whether steps are held; set while a run is on.
        connections: the driver's connections whose calls come here.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._turn = threading.RLock()
        self._inside = False
        self._over = False
        self._cut = False
        self.live = False
        self.connections: WeakSet[psycopg.Connection[Any]] = WeakSet()

    def open(self) -> None:
        """Hold every step from now on."""
        self.live, self._over = True, False

    def close(self) -> None:
        """Let every step pass from now on."""
        self.live = False

    def cut(self) -> None:
        """Let no step pass: this is a process that the contender has forked, and the sessions are its parent's."""
        self._turn = threading.RLock()  # the parent's may have been held by another thread
        self._cut = True

    @contextmanager
    def step(
        self,
        ask: Ask,
        prepare: Callable[[bool], None] = lambda may_close_a_cycle: None,
        outcome: Callable[[], Outcome] = Outcome,
    ) -> Iterator[None]:
        """Announce a step, wait for the turn, run the body, report how it went.

        Args:
            ask: what is going to happen.
            prepare: called just before the body, with whether others wait already, so that it may close a deadlock.
            outcome: called after the body, to see what came of it.

        Raises:
            RaceOver: the run was given up; only rollbacks pass.
        """
        with self._turn:
            if self._cut:
                os._exit(0)  # any word of this process to the server would be read as the parent's
            if self._over and ask.kind is not Kind.ROLLBACK:
                raise RaceOver
            if self._inside or not self.live:  # a call within a call, such as one by the garbage collector, is no step
                yield
                return
            self._inside = True
            try:
                self._wait_for_turn(ask, prepare)
                try:
                    yield
                except BaseException as error:
                    sqlstate = error.sqlstate if isinstance(error, psycopg.Error) else None
                    self._tell(Outcome(sqlstate=sqlstate or "", error=type(error).__name__))
                    raise
                self._tell(outcome())
            finally:
                self._inside = False

    def _wait_for_turn(self, ask: Ask, prepare: Callable[[bool], None]) -> None:
        try:
            self._channel.send(ask)
            answer = self._channel.recv()
        except (EOFError, OSError):
            answer = "over"
        match answer:
            case ("go", may_close_a_cycle):
                prepare(may_close_a_cycle)
            case _:
                self.live, self._over = False, True
                if ask.kind is not Kind.ROLLBACK:
                    raise RaceOver

    def _tell(self, outcome: Outcome) -> None:
        with contextlib.suppress(OSError):  # the coordinator has given the run up
            self._channel.send(outcome)
