"""What a contender does between two runs: wait for its arguments, call the function, say how it ended."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from multiprocessing.connection import Connection as Channel
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy.exc import SQLAlchemyError

from coursekit.probes.transactions.driver import contender_engine
from coursekit.probes.transactions.lane import Lane
from coursekit.probes.transactions.run import End, Frame, How, Opaque


class Ended(NamedTuple):
    """A contender's last message of a run.

    Attributes:
        end: how it ended, as pickled bytes: reading it may need modules that the coordinator has to find first.
        left_open: whether one of its transactions is still open.
    """

    end: bytes
    left_open: bool


class Contender:
    """Calls one function in one run after the other, with an engine of its own.

    Args:
        channel: the pipe to the coordinator.
        function: called with the engine and each run's arguments.
        url: the database.
        settings: server settings for the sessions, as libpq's `options` takes them.

    Attributes:
        lane: where its steps wait for their turn.
        forked: whether the function has forked a process in this run; set by the carrier.
    """

    def __init__(self, channel: Channel, function: Callable[..., Any], url: str, settings: str) -> None:
        self._channel = channel
        self._function = function
        self._engine = contender_engine(url, lane := Lane(channel), settings)
        self._process = os.getpid()
        self.lane = lane
        self.forked = False

    def serve(self) -> None:
        """Take part in runs until the coordinator closes the channel."""
        with contextlib.suppress(EOFError, OSError):
            self._channel.send(self._connect())
            while True:
                match self._channel.recv():
                    case ("run", arguments):
                        self._channel.send(self._run(arguments))
                    case _:
                        self._tidy()
                        self._channel.send("tidied")
        self._engine.dispose()

    def _connect(self) -> str:
        """Let SQLAlchemy ask the server its first questions, since none of them is the contender's; say what failed."""
        try:
            with self._engine.connect():
                return ""
        except SQLAlchemyError as error:
            return str(error)

    def _run(self, arguments: Iterable[Any]) -> Ended:
        if not gc.isenabled():
            gc.collect()
        self.forked = False
        self.lane.open()
        end = self._pack(_call(partial(self._function, self._engine, *arguments)))  # drops the exception's frames
        self.lane.close()
        for stream in sys.stdout, sys.stderr:
            with contextlib.suppress(Exception):
                stream.flush()
        if os.getpid() != self._process:
            os._exit(0)  # a process that the function forked and that came back here
        return Ended(end, any(_in_transaction(connection.info.transaction_status) for connection in self._connections))

    @property
    def _connections(self) -> list[Any]:
        return [connection for connection in self.lane.connections if not connection.closed]

    def _pack(self, end: End) -> bytes:
        value, error = _portable(end.value), _portable(end.error)
        error = error if isinstance(error, BaseException) else None
        return pickle.dumps(
            End(end.how, value, error, end.error_name, end.frames, end.traceback, end.note, self.forked)
        )

    def _tidy(self) -> None:
        for connection in self._connections:
            try:
                connection.rollback()
                connection.execute("SELECT pg_advisory_unlock_all()")
                connection.rollback()
            except psycopg.Error:  # in the middle of a stream or a pipeline
                connection.close()
        self._engine.dispose()


def _call(call: Callable[[], Any]) -> End:
    try:
        return End(How.RETURNED, value=call())
    except BaseException as error:
        kind, trace = type(error), error.__traceback__ and error.__traceback__.tb_next
        return End(
            How.RAISED,
            error=error,
            error_name=kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}",
            frames=own_frames(traceback.extract_tb(trace)),
            traceback="".join(traceback.format_exception(kind, error, trace)),
        )


def own_frames(stack: traceback.StackSummary) -> tuple[Frame, ...]:
    """Leave out of a stack what belongs to the probe.

    Args:
        stack: outermost first.

    Returns:
        The frames above the call of the contender's function, without those of this package.
    """
    here = Path(__file__)
    calls = [index for index, frame in enumerate(stack) if frame.name == "_call" and Path(frame.filename) == here]
    above = stack[calls[-1] + 1 :] if calls else stack
    return tuple(
        Frame(frame.filename, frame.lineno or 0, frame.name, frame.line or "")
        for frame in above
        if Path(frame.filename).parent != here.parent
    )


def _in_transaction(status: TransactionStatus) -> bool:
    return status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)


def _portable(value: Any) -> Any:
    try:
        return pickle.loads(pickle.dumps(value))
    except Exception:
        pass
    try:
        return Opaque(repr(value))
    except Exception:
        return Opaque(f"a {type(value).__name__} whose repr raises")
