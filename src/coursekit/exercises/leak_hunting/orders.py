"""What the exercises on leaks handle: orders big enough to be missed, and words for what holds them."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from coursekit.exercises import Wrong
from coursekit.probes.memory import Step, growth, retaining_path, survivors

TICKET_BYTES = 10_000


@dataclass(eq=False)
class Order:
    """An order with its rendered ticket.

    Attributes:
        number: the order's number.
        cents: its price.
        ticket: the rendered PDF, 10 kB.
    """

    number: int
    cents: int = 4_500
    ticket: bytearray = field(default_factory=lambda: bytearray(TICKET_BYTES), repr=False)


def first_survivor(references: Iterable[weakref.ref[Order]], *roots: object) -> tuple[int, str]:
    """Count the orders that are still there, and find what holds the first of them.

    Args:
        references: the orders, all of which should be gone.
        roots: where to look for the holder first; then everywhere.

    Returns:
        How many there are, and the retaining path as text, one step a line.
    """
    left = survivors(references)
    if not left:
        return 0, ""
    return len(left), path_text(retaining_path(left[0], roots) or retaining_path(left[0]))


def path_text(path: tuple[Step, ...]) -> str:
    """Write a retaining path for a verdict.

    Args:
        path: from `retaining_path`.

    Returns:
        One step a line, or a sentence if there is none.
    """
    return "\n".join(map(str, path)) or "(no module, thread, loop or context leads to it)"


def demand_no_growth(operation: Callable[[], object], limit: float, what: str, question: str) -> None:
    """Measure what each call leaves behind, and refuse it if it is too much.

    Args:
        operation: one more of the same.
        limit: bytes for each call.
        what: begins the sentence, such as `Each further page that is opened and closed`.
        question: what points on.

    Raises:
        Wrong: it leaves more than `limit` behind.
    """
    found = growth(operation, few=60, many=260)
    if found.bytes > limit:
        raise Wrong(
            f"{what} leaves {found.bytes:,.0f} bytes behind; {limit:,.0f} are allowed.",
            question,
        )
