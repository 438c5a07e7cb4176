"""The driver's connection and cursors with a rendezvous before every database call, and an engine that uses them.

Hooks in SQLAlchemy would miss `raw_connection()` and see a commit only where SQLAlchemy makes it. The driver sees all.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg.abc import Params, Query
from psycopg.pq import Format, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGconn
from psycopg.rows import RowFactory, tuple_row
from psycopg.sql import Composable
from sqlalchemy import Engine, create_engine, event, make_url

from coursekit.probes.transactions.lane import Lane
from coursekit.probes.transactions.steps import Ask, Kind, Outcome, Value, classify, shorten

# PostgreSQL looks for a deadlock once, `deadlock_timeout` after a wait began. Whoever may close a cycle looks long
# before those that wait already, so it is the victim in every run.
SOON_LOOK, LATE_LOOK = 5, 200  # milliseconds

_BOOL, _INTEGERS = 16, (20, 21, 23)  # type oids


class Connection(psycopg.Connection[Any]):
    """A connection whose calls are steps of a contender. Without a lane it is an ordinary one."""

    lane: Lane | None = None
    _looks_soon = False

    def __init__(self, pgconn: PGconn, row_factory: RowFactory[Any] = tuple_row) -> None:
        super().__init__(pgconn, row_factory)
        self.cursor_factory = Cursor
        self.server_cursor_factory = ServerCursor

    @property
    def idle(self) -> bool:
        """Whether no transaction is open."""
        return self.info.transaction_status in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    def step(self, query: Query, params: object = None, cursor: Cursor | None = None) -> AbstractContextManager[None]:
        """Make one step of what the body does.

        Args:
            query: the statement, or a word for a call without one.
            params: what the statement's placeholders stand for.
            cursor: where the outcome can be seen afterwards.

        Returns:
            A context manager that enters when it is the contender's turn.
        """
        lane = self.lane
        if lane is None:
            return nullcontext()
        statement = _text(query, self)
        kind, names = classify(statement)
        filled = params if isinstance(params, (dict, list, tuple)) else None
        ask = Ask(kind, statement, shorten(statement, filled), names, self.info.backend_pid)
        return lane.step(ask, self._look_for_deadlocks, partial(_outcome, cursor) if cursor else Outcome)

    def commit(self) -> None:
        """Commit, as a step unless there is nothing to commit."""
        with nullcontext() if self.idle else self.step("COMMIT"):
            super().commit()

    def rollback(self) -> None:
        """Roll back, as a step unless there is nothing to roll back."""
        with nullcontext() if self.idle else self.step("ROLLBACK"):
            super().rollback()

    def close(self) -> None:
        """Close; an open transaction is rolled back first, else its locks would go at some moment after this call."""
        if not self.closed and self.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            with contextlib.suppress(psycopg.Error):
                self.rollback()
        super().close()

    @contextmanager
    def transaction(self, savepoint_name: str | None = None, force_rollback: bool = False) -> Iterator[Any]:
        """Start a transaction block whose end is a step."""
        if self.pgconn.pipeline_status != PipelineStatus.OFF:
            with super().transaction(savepoint_name, force_rollback) as block:
                yield block
        else:
            with _Transaction(self, savepoint_name, force_rollback) as block:
                yield block

    def _look_for_deadlocks(self, soon: bool) -> None:
        able = self.info.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS)
        if (soon or self._looks_soon) and able and self.pgconn.pipeline_status == PipelineStatus.OFF:
            self.pgconn.exec_(f"SET deadlock_timeout = {SOON_LOOK if soon else LATE_LOOK}".encode())
            self._looks_soon = True  # from now on it is set each time, since a rollback would undo it


class _Transaction(psycopg.Transaction):
    _outermost = True

    def __enter__(self) -> Self:
        self._outermost = self.pgconn.transaction_status == TransactionStatus.IDLE
        return super().__enter__()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> bool:
        with ExitStack() as stack:
            connection = self.connection
            if isinstance(connection, Connection) and self._outermost and not connection.closed:
                undo = exc_val is not None or self.force_rollback
                stack.enter_context(connection.step("ROLLBACK" if undo else "COMMIT"))
            return super().__exit__(exc_type, exc_val, exc_tb)


class Cursor(psycopg.Cursor[Any]):
    """A cursor whose calls are steps."""

    def execute(self, query: Query, params: Params | None = None, **options: Any) -> Self:
        """Run a statement as a step."""
        with _statement(self, query, params):
            super().execute(query, params, **options)  # type: ignore[arg-type]  # one signature for its overloads
        return self

    def executemany(self, query: Query, params_seq: Iterable[Params], *, returning: bool = False) -> None:
        """Run a statement for many rows as one step."""
        with _statement(self, query, None):
            super().executemany(query, params_seq, returning=returning)

    def stream(self, query: Query, params: Params | None = None, **options: Any) -> Iterator[Any]:
        """Run a statement and give its rows one by one; a step up to the first of them."""
        rows = super().stream(query, params, **options)
        with _statement(self, query, params):
            first = list(_at_most_one(rows))
        yield from first
        yield from rows

    @contextmanager
    def copy(self, statement: Query, params: Params | None = None, **options: Any) -> Iterator[psycopg.Copy]:
        """Copy rows in or out, all of it one step."""
        with _statement(self, statement, params), super().copy(statement, params, **options) as copy:
            yield copy


class ServerCursor(psycopg.ServerCursor[Any]):
    """A server-side cursor whose calls are steps: a fetch may have to wait for a lock too."""

    def execute(self, query: Query, params: Params | None = None, **options: Any) -> Self:
        """Declare the cursor as a step."""
        with self._step(query, params):
            return super().execute(query, params, **options)

    def fetchone(self) -> Any:
        """Fetch one row as a step."""
        with self._step("FETCH"):
            return super().fetchone()

    def fetchmany(self, size: int = 0) -> list[Any]:
        """Fetch some rows as a step."""
        with self._step("FETCH"):
            return super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        """Fetch the remaining rows as a step."""
        with self._step("FETCH"):
            return super().fetchall()

    def _step(self, query: Query, params: object = None) -> AbstractContextManager[None]:
        connection = self.connection
        return connection.step(query, params) if isinstance(connection, Connection) else nullcontext()


@contextmanager
def _statement(cursor: Cursor, query: Query, params: Params | None) -> Iterator[None]:
    """One statement as a step. A write in autocommit mode becomes two, as PostgreSQL runs it: the write, the commit.

    So another contender can be let in between the two, as it can when the write takes long.
    """
    connection = cursor.connection
    if not isinstance(connection, Connection) or connection.lane is None:
        yield
        return
    split = connection.lane.live and connection.autocommit and connection.idle and _writes(query, connection)
    plain = psycopg.Cursor(connection)
    with connection.step(query, params, cursor):
        if split:
            plain.execute("BEGIN")
        try:
            yield
        except BaseException:
            if split and not connection.closed:
                plain.execute("ROLLBACK")
            raise
    if split:
        with connection.step("COMMIT"):
            plain.execute("COMMIT")


def _writes(query: Query, connection: Connection) -> bool:
    return classify(_text(query, connection))[0] is Kind.WRITE


def _at_most_one(rows: Iterator[Any]) -> Iterator[Any]:
    for row in rows:
        yield row
        return


def _text(query: Query, connection: psycopg.Connection[Any]) -> str:
    if isinstance(query, Composable):
        return query.as_string(connection)
    return query.decode(errors="replace") if isinstance(query, bytes) else str(query)


def _outcome(cursor: psycopg.Cursor[Any]) -> Outcome:
    result = cursor.pgresult
    values: dict[str, Value] = {}
    if result is not None and result.ntuples == 1:
        for column in range(result.nfields):
            name = (result.fname(column) or b"").decode()
            raw, oid = result.get_value(0, column), result.ftype(column)
            # keys say which row it is, not what it holds, and sequences make them differ between equal runs
            if name.endswith("id") or result.fformat(column) != Format.TEXT or oid not in (_BOOL, *_INTEGERS):
                continue
            values[name] = None if raw is None else raw == b"t" if oid == _BOOL else int(raw)
    return Outcome(rowcount=cursor.rowcount if cursor.rowcount >= 0 else None, values=values)


def contender_engine(url: str, lane: Lane, settings: str) -> Engine:
    """Make the engine that a contender is given.

    Args:
        url: the database.
        lane: where the calls of its connections wait for their turn.
        settings: server settings for its sessions, as libpq's `options` takes them: "-c name=value ...".

    Returns:
        An ordinary engine in every other respect. Its connections do not prepare statements, since tables may be
        created anew between two runs.
    """
    parsed = make_url(url)
    options = f"{parsed.query.get('options', '')} {settings}".strip()
    engine = create_engine(parsed, connect_args={"options": options, "prepare_threshold": None})

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Connection:
        connection = Connection.connect(*arguments, **keywords)
        connection.lane = lane
        lane.connections.add(connection)
        return connection

    return engine
