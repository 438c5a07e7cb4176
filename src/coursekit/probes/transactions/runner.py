"""What the coordinator knows of one contender while a run is on, and how that becomes the steps of a `Run`."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coursekit.probes.transactions.carriers import Carrier
from coursekit.probes.transactions.contender import Ended
from coursekit.probes.transactions.run import End, How, Opaque
from coursekit.probes.transactions.steps import Ask, Kind, Outcome, Step

_TIMEOUTS = frozenset({"lock_timeout", "statement_timeout", "transaction_timeout"})
_TIMED_OUT = ("55P03", "57014")  # lock_not_available, query_canceled
_NOTHING = Outcome()


@dataclass
class Runner:
    """One contender in one run.

    Attributes:
        index: its place among the contenders.
        carrier: what it runs in.
        started: whether it has been called.
        pending: the step that it is held at, or None.
        doing: the step that it was let go for, until its outcome is written down.
        outcome: how that step ended, once that is known.
        end: how the contender ended, or None.
        left_open: whether it ended with an open transaction.
        backends: the process ids of the PostgreSQL sessions that it has used in this run.
        holders: the contenders that hold the lock it waits for, while it is at rest in PostgreSQL.
        outside: whether it is at rest outside the database.
        gone: whether its end of the channel is closed.
        has_timeout: whether it has set a timeout of its own for its statements.
        timed_out: whether its last step ran into that.
    """

    index: int
    carrier: Carrier
    started: bool = False
    pending: Ask | None = None
    doing: Ask | None = None
    outcome: Outcome | None = None
    end: End | None = None
    left_open: bool = False
    backends: set[int] = field(default_factory=set)
    holders: tuple[int, ...] = ()
    outside: bool = False
    gone: bool = False
    has_timeout: bool = False
    timed_out: bool = False

    @property
    def moving(self) -> bool:
        """Whether it has been let go and has come neither to its next step nor to its end."""
        return self.started and self.pending is None and self.end is None

    @property
    def in_database(self) -> bool:
        """Whether it runs a statement."""
        return self.moving and self.doing is not None and self.outcome is None

    @property
    def steps_back(self) -> bool:
        """Whether it lets others go first: it is about to sleep, or has just waited for a lock in vain."""
        return self.timed_out or (self.pending is not None and self.pending.kind is Kind.SLEEP)

    @property
    def plight(self) -> str:
        """Where it stands, in words."""
        if self.pending:
            return f"held before {self.pending.text}"
        if self.holders:
            whose = " and ".join("itself" if other == self.index else f"contender {other}" for other in self.holders)
            return f"in {self.doing.text if self.doing else ''}, waiting for a lock held by {whose}"
        if self.in_database and self.doing:
            return f"in {self.doing.text}"
        return "waiting outside the database" if self.outside else "running outside the database"

    def let_go(self) -> None:
        """Note that it may make the step that it is held at."""
        self.doing, self.pending, self.timed_out = self.pending, None, False

    def hear(self, message: object) -> None:
        """Take in one message of the contender's."""
        match message:
            case Ask():
                self.pending = message
                self.backends.add(message.backend)
                self.has_timeout |= not _TIMEOUTS.isdisjoint(message.names)
            case Outcome():
                self.outcome, self.holders = message, ()
                self.timed_out = self.has_timeout and message.sqlstate in _TIMED_OUT
            case Ended():
                self.left_open = message.left_open
                try:
                    self.end = pickle.loads(message.end)
                except Exception as error:
                    self.end = End(How.RETURNED, Opaque(f"a value that cannot be read: {type(error).__name__}"))


class Journal:
    """Puts what happens into an order that is the same in equal runs.

    What happens between two moments of rest happens at the same time: whose message comes first is luck. So it is
    written down when all are at rest, first what was done by the contender that had been let go, then the rest by
    index.
    """

    def __init__(self) -> None:
        self.ended: list[Step] = []
        self._clock = 0
        self._waits: dict[int, Step] = {}
        self._outside: dict[int, Step] = {}
        self._written: set[int] = set()

    def write(self, runners: Sequence[Runner], first: int) -> None:
        """Note what has happened since the last time.

        Args:
            runners: all of them, at rest.
            first: the index of the one that was let go.
        """
        for runner in sorted(runners, key=lambda runner: (runner.index != first, runner.index)):
            if not runner.outside and (waited := self._outside.pop(runner.index, None)):
                self._finish(waited)
            if runner.doing is not None and runner.outcome is not None:
                waiting: Step | None = self._waits.pop(runner.index, None)
                self._finish(waiting or self._draft(runner, runner.doing), runner.outcome)
                runner.doing = runner.outcome = None
            if runner.holders and runner.doing is not None:
                step = self._waits.get(runner.index) or self._begin(runner, runner.doing)
                new = tuple(holder for holder in runner.holders if holder not in step.waited_for)
                self._waits[runner.index] = replace(step, waited_for=step.waited_for + new)
            if runner.outside and runner.index not in self._outside:
                self._outside[runner.index] = self._begin(runner, _event(Kind.OUTSIDE, "waits outside the database"))
            if runner.end is not None and runner.index not in self._written:
                self._written.add(runner.index)
                text = f"{runner.end}, its transaction still open" if runner.left_open else str(runner.end)
                self._finish(self._draft(runner, _event(Kind.END, text)))

    def steps(self) -> tuple[Step, ...]:
        """Give all steps, those that never ended among them, by the time at which they began."""
        steps = (*self.ended, *self._waits.values(), *self._outside.values())
        return tuple(sorted(steps, key=lambda step: step.began))

    def _draft(self, runner: Runner, ask: Ask) -> Step:
        return Step(runner.index, ask.kind, ask.text, self._clock, None, statement=ask.statement, names=ask.names)

    def _begin(self, runner: Runner, ask: Ask) -> Step:
        step = self._draft(runner, ask)
        self._clock += 1
        return step

    def _finish(self, step: Step, outcome: Outcome = _NOTHING) -> None:
        self.ended.append(replace(step, ended=self._clock, **outcome._asdict()))
        self._clock += 1


def _event(kind: Kind, text: str) -> Ask:
    return Ask(kind, "", text, frozenset(), 0)
