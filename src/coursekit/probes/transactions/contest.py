"""The rendezvous of several contenders: set up once, run as often as needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Literal, Self

import psycopg
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import create_engine

from coursekit.probes.transactions.carriers import Carrier, ForkedCarrier, ThreadCarrier
from coursekit.probes.transactions.driver import LATE_LOOK
from coursekit.probes.transactions.policies import Follow, Policy, preempts
from coursekit.probes.transactions.race import Race
from coursekit.probes.transactions.run import Run


class Contest:
    """Contenders that race for the same rows, each with an engine and sessions of its own.

    A context manager. In between runs the database is the caller's: nobody else has a transaction open.

    Args:
        url: the database, as a SQLAlchemy URL for psycopg.
        functions: what each contender calls; the first argument is its `Engine`.
        carrier: "process" forks a process for each, as a web server does, so that locks, caches and globals of a
            process protect nothing; it must not be used where other threads run. "thread" takes functions that live
            in a notebook.
        seconds: how long one run may take before it is given up.

    Raises:
        RuntimeError: on entering, if a contender cannot connect.
    """

    def __init__(
        self,
        url: str,
        functions: Sequence[Callable[..., Any]],
        *,
        carrier: Literal["process", "thread"] = "process",
        seconds: float = 5.0,
    ) -> None:
        self._url = url
        self._functions = tuple(functions)
        self._carrier = carrier
        self._seconds = seconds
        self._carriers: list[Carrier] = []

    def __enter__(self) -> Self:
        engine = create_engine(self._url)
        _, arguments = engine.dialect.create_connect_args(engine.url)
        self._admin = psycopg.connect(**{**arguments, "autocommit": True})
        milliseconds = round(self._seconds * 2000)  # only to free others, should the coordinator be killed
        settings = f"-c lock_timeout={milliseconds} -c idle_in_transaction_session_timeout={milliseconds}"
        try:
            self._admin.execute(f"SET deadlock_timeout = {LATE_LOOK}")
            self._tunes_deadlocks = True
            settings += f" -c deadlock_timeout={LATE_LOOK}"
        except InsufficientPrivilege:
            self._tunes_deadlocks = False  # a deadlock then takes as long as the server's own setting says
        self._settings = settings
        try:
            self._man()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for carrier in self._carriers:
            carrier.kill()
        self._admin.close()

    def run(self, policy: Policy, calls: Sequence[Iterable[Any]] | None = None) -> Run:
        """Run the contenders once under a policy.

        Args:
            policy: who goes on next.
            calls: for each contender its arguments after the engine; they are pickled. With fewer of them than
                contenders, the last contenders sit out; without any, all are called with the engine alone.

        Returns:
            What happened. Whatever the contenders did, they have no transaction open any more.

        Raises:
            ValueError: there are more calls than contenders, or the policy chose one that cannot go on.
        """
        self._man()
        calls = [()] * len(self._functions) if calls is None else calls
        if len(calls) > len(self._functions):
            raise ValueError(f"{len(calls)} calls are too many for {len(self._functions)} contenders")
        taking_part = self._carriers[: len(calls)]
        run = Race(taking_part, self._admin, self._seconds, self._tunes_deadlocks).play(policy, calls)
        for index in {*run.left_open, *run.left_locked}:
            channel = self._carriers[index].channel
            channel.send("tidy")
            channel.recv()
        return run

    def explore(
        self, calls: Sequence[Iterable[Any]], reset: Callable[[], object], *, preemptions: int = 1, limit: int = 200
    ) -> Iterator[Run]:
        """Run the contenders under every schedule with few preemptive switches, in an order that is always the same.

        Most races need one such switch: see Musuvathi & Qadeer, "Iterative Context Bounding for Systematic Testing
        of Multithreaded Programs" (PLDI 2007). Schedules with fewer of them come first.

        Args:
            calls: as for `run`.
            reset: called before each run, to put the database into the starting state.
            preemptions: how often a schedule may take the turn from a contender that could go on.
            limit: how many runs to make at most.

        Yields:
            Each run, while the database is as the run has left it.
        """
        by_preemptions: list[deque[tuple[int, ...]]] = [deque() for _ in range(preemptions + 1)]
        by_preemptions[0].append(())
        made = 0
        for spent, prefixes in enumerate(by_preemptions):
            while prefixes and made < limit:
                prefix = prefixes.popleft()
                reset()
                run = self.run(Follow(prefix), calls)
                made += 1
                yield run
                choices = tuple(turn.chosen for turn in run.turns)
                for position in range(len(prefix), len(choices)):
                    for other in run.turns[position].enabled:
                        cost = spent + preempts(run.turns, position, other)
                        if other != choices[position] and cost <= preemptions:
                            by_preemptions[cost].append((*choices[:position], other))

    def _man(self) -> None:
        """Have a carrier that works for every function."""
        missing = [index for index, _ in enumerate(self._functions) if not self._works(index)]
        for index in missing:
            carrier = self._start(index)
            self._carriers[index : index + 1] = [carrier]
        for index in missing:
            try:
                failure = self._carriers[index].channel.recv()
            except EOFError:
                failure = self._carriers[index].death() or "it closed its channel"
            if failure:
                raise RuntimeError(f"contender {index} could not start: {failure}")

    def _works(self, index: int) -> bool:
        return index < len(self._carriers) and self._carriers[index].alive

    def _start(self, index: int) -> Carrier:
        function = self._functions[index]
        if self._carrier == "thread":
            return ThreadCarrier(function, self._url, self._settings)
        others = [carrier for carrier in self._carriers if isinstance(carrier, ForkedCarrier) and carrier.alive]
        return ForkedCarrier(function, self._url, self._settings, others)
