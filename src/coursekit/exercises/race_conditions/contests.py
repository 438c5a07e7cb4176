"""What the three exercises on Curtain's tables share: plays of a scene under several schedules, and how they read."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

import psycopg
from psycopg import Cursor
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import QueuePool, create_engine, event, make_url

from boxoffice.models import create_tables
from coursekit.exercises import Wrong
from coursekit.probes.transactions import (
    Contest,
    How,
    Kind,
    Moment,
    Policy,
    Run,
    Step,
    after_first_read,
    before_commit,
    one_after_another,
)

EVENING = 1  # the event's id
SECONDS = 30.0  # a right answer takes about one on an idle machine; this is for busy ones
EXPLORED = 60  # runs at most; an answer of five statements has about twenty schedules with one preemption
LEFT_LOCKED = """
    SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND application_name = current_setting('application_name')
"""
TABLES = ("orders", "hold", "pool", "seat")  # what calls change; emptied in this order
NAMES = {1: "Ada", 2: "Ben", 3: "Cleo", 4: "Dora", 5: "Emil"}  # the customers, by id
IMPATIENT = " -c lock_timeout=2s -c statement_timeout=3s"  # for the lone call, where nobody else is to wait for

Rows = dict[str, list[dict[str, Any]]]  # by table, each row by column, as JSON has it


class Scene(ABC):
    """How things stand before the contenders come, and what each of them calls."""

    @property
    @abstractmethod
    def rows(self) -> str:
        """The statements that write its rows; the tables are empty but for the evening and its customers."""

    @property
    @abstractmethod
    def calls(self) -> Sequence[tuple[Any, ...]]:
        """For each contender the arguments after the engine."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """What to call the contenders."""

    @abstractmethod
    def __str__(self) -> str:
        """The scene in one sentence or two."""


S = TypeVar("S", bound=Scene)


@dataclass(frozen=True)
class Play(Generic[S]):
    """One run of a scene, and how the tables stood afterwards.

    Attributes:
        scene: what was played.
        run: what the contenders did.
        after: the tables' rows.
        file: what tracebacks call the answer.
    """

    scene: S
    run: Run
    after: Rows
    file: str

    def wrong(self, message: str, question: str) -> Wrong:
        """Make the failure of this play, with its schedule as the evidence."""
        lines = [frame.line for end in self.run.ends for frame in end.frames if frame.file == self.file]
        schedule = self.run.schedule(*self.scene.names)
        return Wrong(f"{self.scene} {message}", question, evidence=schedule, line=lines[-1] if lines else None)

    def steps(self, contender: int, *kinds: Kind) -> list[Step]:
        """Select a contender's steps by kind."""
        return [step for step in self.run.steps if step.contender == contender and step.kind in kinds]


class Stage(Generic[S]):
    """Curtain's tables in a scratch schema, the answer's function, and the plays made so far.

    Args:
        answer: the answer's module.
        url: the scratch schema.
        function: the name of the function that the contenders call.
        table: the table over which they compete.
        scenes: what is played, in this order.

    Attributes:
        answer: the answer's module.
        function: what the contenders call.
        isolation: the isolation levels that lone calls have asked for, such as "SERIALIZABLE".
    """

    def __init__(self, answer: ModuleType, url: str, function: str, table: str, scenes: Sequence[S]) -> None:
        self.answer = answer
        parsed = make_url(url)
        self.engine = create_engine(parsed.update_query_dict({"options": f"{parsed.query['options']}{IMPATIENT}"}))
        self.function = getattr(answer, function)
        self.isolation: set[str] = set()
        self._url, self._table, self._scenes = url, table, scenes
        self._file = f"{answer.__name__}.py"
        self._played: list[Play[S]] = []
        self._playing = self._play()
        create_tables(self.engine)
        event.listen(self.engine, "before_cursor_execute", self._note_isolation)
        _, arguments = self.engine.dialect.create_connect_args(self.engine.url)
        self._connection = psycopg.connect(**{**arguments, "autocommit": True})
        self._execute(f"INSERT INTO event VALUES ({EVENING}, 'Friday', now(), 100)")
        self._execute("; ".join(f"INSERT INTO customer VALUES ({id}, '{name}')" for id, name in NAMES.items()))

    def close(self) -> None:
        """End the contenders and give every connection back."""
        self._playing.close()
        self._connection.close()
        self.engine.dispose()

    def alone(self, *arguments: Any) -> Any:
        """Call the answer's function in this process, while nobody else is there.

        Args:
            arguments: those after the engine.

        Returns:
            What it returns. What it raises is the learner's to see.

        Raises:
            Wrong: it has left a transaction open or a lock taken, which would keep everybody else waiting.
        """
        got = self.function(self.engine, *arguments)
        if isinstance(self.engine.pool, QueuePool) and self.engine.pool.checkedout():
            raise Wrong(
                f"{self.function.__name__} returned {got!r}, but the transaction was still open.",
                "Who closes the session, on every way out?",
            )
        if self._execute(LEFT_LOCKED).rowcount:
            raise Wrong(
                f"{self.function.__name__} returned {got!r}, but its session still holds an advisory lock, and goes "
                "back to the pool with it.",
                "Which of PostgreSQL's advisory locks ends with the transaction?",
            )
        return got

    def arrange(self, scene: Scene) -> None:
        """Put the tables into a scene's state."""
        self._execute("; ".join([*(f"DELETE FROM {table}" for table in TABLES), scene.rows]))

    def look(self) -> Rows:
        """Read the tables as they are."""
        row = self._execute(
            "SELECT "
            + ", ".join(f"(SELECT coalesce(jsonb_agg({each} ORDER BY 1), '[]') FROM {each})" for each in TABLES)
        ).fetchone()
        return dict(zip(TABLES, row or (), strict=True))

    def _note_isolation(self, connection: SqlConnection, *_: Any) -> None:
        level = getattr(connection.connection.dbapi_connection, "isolation_level", None)
        if level is not None:
            self.isolation.add(level.name)

    def _execute(self, statements: str) -> Cursor[Any]:
        return self._connection.execute(statements.encode())

    def plays(self) -> Iterator[Play[S]]:
        """Play every scene under every schedule, once for all demands; stop after a run that got stuck."""
        number = 0
        while True:
            if number == len(self._played):
                play = next(self._playing, None)
                if play is None:
                    return
                self._played.append(play)
            yield self._played[number]
            number += 1

    def _play(self) -> Generator[Play[S], None, None]:
        # psycopg logs what an error in the middle of a batch leaves behind, with an address in it.
        logging.getLogger("psycopg").addHandler(logging.NullHandler())
        crowd = max(len(scene.calls) for scene in self._scenes)
        with Contest(self._url, [self.function] * crowd) as contest:
            for scene, run in self._runs(contest):
                yield Play(scene, run, self.look(), self._file)
                if run.waited_outside or any(end.how in (How.DIED, How.STUCK) for end in run.ends):
                    return

    def _runs(self, contest: Contest) -> Iterator[tuple[S, Run]]:
        for scene in self._scenes:
            for policy in schedules(self._table, len(scene.calls)):
                self.arrange(scene)
                yield scene, contest.run(policy, scene.calls)
        # The gates close once for each contender. A race behind a harmless first commit needs another schedule.
        first = self._scenes[0]
        for run in contest.explore(first.calls, lambda: self.arrange(first), preemptions=1, limit=EXPLORED):
            yield first, run

    @property
    def process_lock(self) -> str:
        """The name of a lock in the answer's module that protects nothing beyond its process, or empty."""
        kinds = (type(threading.Lock()), type(threading.RLock()), threading.Condition, threading.Semaphore)
        return next((name for name, value in vars(self.answer).items() if isinstance(value, kinds)), "")


@contextmanager
def on_stage(function: str, table: str, scenes: Sequence[S], answer: ModuleType, url: str) -> Iterator[Stage[S]]:
    """Set the stage for one answer; with the first three arguments bound, an exercise's bench.

    Args:
        function: the name of the function that the contenders call.
        table: the table over which they compete.
        scenes: what is played, in this order.
        answer: the answer's module.
        url: an empty scratch schema.

    Yields:
        What the demands are checked on.
    """
    stage = Stage(answer, url, function, table, scenes)
    try:
        yield stage
    finally:
        stage.close()


@dataclass(frozen=True)
class Overtaken:
    """Lets a contender read, then another one run to its end, then the first go on until it reads again, and so on."""

    table: str
    victim: int

    def __call__(self, moment: Moment) -> int:
        """Choose the victim until it has read once more than others have ended, else the first of the others."""
        reads = sum(
            step.contender == self.victim and step.kind is Kind.READ and self.table in step.names
            for step in moment.history
        )
        ended = sum(step.contender != self.victim and step.kind is Kind.END for step in moment.history)
        others = [contender for contender in moment.enabled if contender != self.victim]
        can_go_on = self.victim in (*moment.enabled, *moment.asleep)
        if not others or (can_go_on and reads <= ended):
            return self.victim
        return others[0]

    def __str__(self) -> str:
        return f"{self.victim} overtaken by one after the other"


def schedules(table: str, contenders: int) -> list[Policy]:
    """List the schedules under which a scene is played: the serial control first, then both gates.

    Args:
        table: the contested one.
        contenders: how many there are.

    Returns:
        The policies: for two contenders both gates both ways round, for more of them one in which the first is
        overtaken by all the others.
    """
    forth = tuple(range(contenders))
    back = forth[::-1]
    found = [one_after_another(forth), after_first_read(table, forth), before_commit(forth)]
    if contenders == 2:
        return [*found, after_first_read(table, back), before_commit(back)]
    return [*found, Overtaken(table, 0)]
