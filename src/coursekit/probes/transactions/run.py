"""What came of one run: how every contender ended, and every step in the order in which it happened."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from coursekit.probes.transactions.steps import Kind, Step


class How(StrEnum):
    """How a contender ended."""

    RETURNED = "returned"
    RAISED = "raised"
    DIED = "died"
    STUCK = "stuck"


class Frame(NamedTuple):
    """One line of a traceback; the last one is where it happened."""

    file: str
    line: int
    function: str
    code: str


class Opaque(NamedTuple):
    """Stands for a value that could not be brought from the contender to the judge."""

    shown: str

    def __repr__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class End:
    """How one contender ended.

    Attributes:
        how: in which of the four ways.
        value: what it returned; `Opaque` if that cannot be pickled.
        error: a copy of what it raised, without traceback; None if it did not raise, or if that cannot be pickled.
        error_name: the exception's class with its module, such as "sqlalchemy.exc.IntegrityError", or empty.
        frames: where it raised, or where it stood when it was stuck; outermost first.
        traceback: the exception as Python prints it, with its causes, or empty.
        note: for one that died or was stuck: a phrase that says of what, or where.
        forked: whether it forked a process of its own.
    """

    how: How
    value: Any = None
    error: BaseException | None = None
    error_name: str = ""
    frames: tuple[Frame, ...] = ()
    traceback: str = ""
    note: str = ""
    forked: bool = False

    def __str__(self) -> str:
        if self.how is How.RETURNED:
            return f"returns {_brief(self.value)}"
        if self.how is How.RAISED:
            return f"raises {self.error_name.rpartition('.')[2]}"
        return f"dies: {self.note}" if self.how is How.DIED else "is stuck"


class Turn(NamedTuple):
    """One choice: who went on, and who could have."""

    chosen: int
    enabled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of all contenders under one policy. Holds no times and no process ids: equal runs are equal.

    Attributes:
        policy: what decided who went on, in words.
        ends: how each contender ended, by index.
        steps: what they did, by the time at which it began.
        turns: every choice that was made.
        left_open: contenders that ended while a transaction of theirs was open.
        left_locked: contenders that ended while a session of theirs held an advisory lock.
    """

    policy: str
    ends: tuple[End, ...]
    steps: tuple[Step, ...]
    turns: tuple[Turn, ...] = ()
    left_open: tuple[int, ...] = ()
    left_locked: tuple[int, ...] = ()

    @property
    def results(self) -> tuple[Any, ...]:
        """What each contender returned; None for one that did not."""
        return tuple(end.value for end in self.ends)

    @property
    def sqlstates(self) -> tuple[tuple[int, str], ...]:
        """Every SQL error, handled or not, in order: (contender, SQLSTATE)."""
        return tuple((step.contender, step.sqlstate) for step in self.steps if step.sqlstate)

    @property
    def blocked(self) -> tuple[int, ...]:
        """The contenders that waited for a lock in PostgreSQL while its holder was at rest."""
        return tuple(sorted({step.contender for step in self.steps if step.waited_for}))

    @property
    def waited_outside(self) -> tuple[int, ...]:
        """The contenders that waited for something else than PostgreSQL: a lock of their own, a file, a socket."""
        return tuple(sorted({step.contender for step in self.steps if step.kind is Kind.OUTSIDE}))

    @property
    def clean(self) -> bool:
        """Whether everyone returned, nobody waited outside the database and nothing was left behind."""
        returned = all(end.how is How.RETURNED for end in self.ends)
        return returned and not (self.waited_outside or self.left_open or self.left_locked)

    def schedule(self, *names: str, width: int = 40) -> str:
        """Write the run as one column for each contender, time running down.

        Args:
            names: what to call the contenders, by index; those without a name are "contender 0" and so on.
            width: the width of a column, in characters.

        Returns:
            Lines of text, the same for equal runs.
        """
        called = [names[index] if index < len(names) else f"contender {index}" for index in range(len(self.ends))]
        cells: dict[int, tuple[int, str]] = {}
        for step in self.steps:
            if step.began == step.ended or step.kind is Kind.OUTSIDE:
                cells[step.began] = step.contender, _and_result(step.text, step.result)
                continue
            holders = " and ".join(called[index] for index in step.waited_for)
            cells[step.began] = step.contender, f"{step.text} … waits for {holders}"
            if step.ended is not None:
                cells[step.ended] = step.contender, _and_result("… goes on", step.result)
        lines = ["   " + "".join(f" | {name:{width}}" for name in called).rstrip()]
        for row, (_, (contender, text)) in enumerate(sorted(cells.items()), start=1):
            for part, line in enumerate(textwrap.wrap(text, width, subsequent_indent="  ")):
                columns = (line if index == contender else "" for index in range(len(called)))
                number = f"{row:3}" if part == 0 else "   "
                lines.append((number + "".join(f" | {column:{width}}" for column in columns)).rstrip())
        return "\n".join(lines)


def _and_result(text: str, result: str) -> str:
    return f"{text} -> {result}" if result else text


def _brief(value: Any) -> str:
    if value is None or isinstance(value, (bool, int, float, str, Opaque)):
        return textwrap.shorten(repr(value), 40, placeholder="…")
    return f"a {type(value).__name__}"
