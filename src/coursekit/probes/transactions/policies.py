"""Who goes on next: the schedules under which contenders are run.

A policy is any callable that is given a `Moment` and returns one of its `enabled` contenders, or of those `asleep`. It
must be a function of the moment alone, so that a run can be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coursekit.probes.transactions.run import Turn
from coursekit.probes.transactions.steps import Ask, Kind, Step


@dataclass(frozen=True, slots=True)
class Moment:
    """What can be known when somebody has to go on.

    Attributes:
        enabled: the contenders that can, in ascending order; never empty.
        asleep: those that are about to sleep while somebody else can go on. A policy may wake one up: how long a sleep
            is does not say how much happens meanwhile.
        pending: what each contender that is held is about to do.
        history: the steps that have ended, in that order.
        turns: the choices made before.
    """

    enabled: tuple[int, ...]
    asleep: tuple[int, ...]
    pending: Mapping[int, Ask]
    history: Sequence[Step]
    turns: Sequence[Turn]


Policy = Callable[[Moment], int]


@dataclass(frozen=True)
class OneAfterAnother:
    """Nobody is interrupted."""

    order: tuple[int, ...]

    def __call__(self, moment: Moment) -> int:
        """Choose the first in the order that can go on."""
        return _first(self.order, moment.enabled)

    def __str__(self) -> str:
        return f"one after another: {_listed(self.order)}"


@dataclass(frozen=True)
class AfterFirstRead:
    """The read gate: the race window between a statement that reads and one that writes."""

    table: str
    order: tuple[int, ...]

    def __call__(self, moment: Moment) -> int:
        """Choose somebody who has not read the table yet, else the first in the order."""
        read = {
            step.contender for step in moment.history if step.kind is Kind.READ and self.table.lower() in step.names
        }
        fresh = [contender for contender in moment.enabled if contender not in read]
        return fresh[0] if fresh else _first(self.order, moment.enabled)

    def __str__(self) -> str:
        return f"all held after their first read of {self.table}, then {_listed(self.order)}"


@dataclass(frozen=True)
class BeforeCommit:
    """The commit gate: the race window inside one statement, which sees nothing of an open transaction's work."""

    order: tuple[int, ...]

    def __call__(self, moment: Moment) -> int:
        """Choose somebody who has not come to a commit yet, else the first in the order."""
        committed = {step.contender for step in moment.history if step.kind is Kind.COMMIT}
        for contender in moment.enabled:
            if contender not in committed and moment.pending[contender].kind is not Kind.COMMIT:
                return contender
        return _first(self.order, moment.enabled)

    def __str__(self) -> str:
        return f"all held before their first commit, then {_listed(self.order)}"


@dataclass(frozen=True)
class Script:
    """Chosen by hand, step by step."""

    order: tuple[int, ...]

    def __call__(self, moment: Moment) -> int:
        """Choose the next in the list that can go on; after its end, one after another."""
        rest = list(self.order)
        for turn in moment.turns:
            while rest and rest.pop(0) != turn.chosen:
                pass  # could not go on when it was its turn
        return _first((*rest, *moment.enabled), moment.enabled)

    def __str__(self) -> str:
        return f"step by step: {_listed(self.order)}"


def one_after_another(order: Iterable[int]) -> Policy:
    """Run the contenders serially: the control, under which right code and most wrong code agrees.

    Args:
        order: indices of the contenders.

    Returns:
        The policy.
    """
    return OneAfterAnother(tuple(order))


def after_first_read(table: str, order: Iterable[int]) -> Policy:
    """Hold everyone after its first read of a table, then let them go on to their end in an order.

    Contenders come to that read by ascending index. One that blocks in PostgreSQL on the way counts as held.

    Args:
        table: the contested table's name, as statements write it.
        order: indices of the contenders, first to be released first.

    Returns:
        The policy.
    """
    return AfterFirstRead(table, tuple(order))


def before_commit(order: Iterable[int]) -> Policy:
    """Hold everyone just before its first COMMIT, then let them go on to their end in an order.

    Args:
        order: indices of the contenders, first to be released first.

    Returns:
        The policy.
    """
    return BeforeCommit(tuple(order))


def script(order: Iterable[int]) -> Policy:
    """Choose by hand who makes each step.

    Args:
        order: one index for each step, such as `[0, 1, 0, 1]`; who cannot go on when it is its turn is passed over,
            and after the list's end the contenders run one after another.

    Returns:
        The policy.
    """
    return Script(tuple(order))


@dataclass(frozen=True)
class Follow:
    """Repeats choices, then goes on without preempting anybody. For `Contest.explore`."""

    choices: tuple[int, ...]

    def __call__(self, moment: Moment) -> int:
        """Choose as before; after that the one that ran last, as long as it can go on."""
        made = len(moment.turns)
        wanted = self.choices[made : made + 1]
        last = (moment.turns[-1].chosen,) if moment.turns else ()
        return _first((*wanted, *last, *moment.enabled), moment.enabled)

    def __str__(self) -> str:
        return f"explored: {_listed(self.choices) or 'nobody interrupted'}"


def preempts(turns: Sequence[Turn], position: int, contender: int) -> bool:
    """Tell whether choosing a contender takes the turn from one that could have gone on.

    Args:
        turns: the choices of a run.
        position: which of them.
        contender: whom to choose there.

    Returns:
        True if that is a preemptive switch in the sense of Musuvathi & Qadeer, "Iterative Context Bounding for
        Systematic Testing of Multithreaded Programs" (PLDI 2007).
    """
    if position == 0:
        return False
    last = turns[position - 1].chosen
    return contender != last and last in turns[position].enabled


def _first(order: Sequence[int], enabled: tuple[int, ...]) -> int:
    return next((contender for contender in order if contender in enabled), enabled[0])


def _listed(order: Sequence[int]) -> str:
    return ", ".join(map(str, order))
