"""Twenty minutes of checkouts on three pods, scraped once a minute. The same at every run: nothing is random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from statistics import NormalDist

EVENTS = tuple(f"event-{number:02}" for number in range(1, 21))
METHODS = ("card", "paypal", "invoice", "voucher")
OUTCOMES = ("sold", "declined", "sold_out", "failed")
PODS = ("a", "b", "c")
MINUTES = 20
WINDOW = 10  # minutes, the last ones, that the questions are about
RESTARTS = {("b", 16)}  # a pod, and the minute at whose beginning it starts again

# Checkouts a minute: before the rush, in its first five minutes, and in its last five. Pods, halves and what goes wrong
# are unlike each other, so that who asks for another window, or averages over pods, gets another number.
_SERVED = {"a": (30, 80, 40), "b": (30, 80, 40), "c": (20, 40, 20)}
_MOST = 100  # a minute and pod, for numbering orders
# Of sixty orders in a row: how many are sold, declined, sold out; the rest fails.
_FATES = {"card": (44, 6, 8), "paypal": (33, 19, 6), "invoice": (40, 8, 8), "voucher": (48, 3, 6)}


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout that has come to its end.

    Attributes:
        order: its number, another for each.
        customer: the customer's number; there are many.
        event: one of twenty.
        method: how it was to be paid: card, paypal, invoice or voucher.
        outcome: sold, declined, sold_out or failed.
        tickets: how many were wanted, 1 to 4.
        seconds: how long it took.
    """

    order: int
    customer: int
    event: str
    method: str
    outcome: str
    tickets: int
    seconds: float


def checkouts(pod: str, minute: int) -> Iterator[Checkout]:
    """Give what a pod serves in a minute.

    Args:
        pod: one of `PODS`.
        minute: from 0 to `MINUTES` - 1.

    Yields:
        The checkouts, in any order.
    """
    rush = minute >= MINUTES - WINDOW
    served = _SERVED[pod][(minute >= MINUTES - WINDOW) + (minute >= MINUTES - WINDOW // 2)]
    first = (PODS.index(pod) * MINUTES + minute) * _MOST
    for place in range(served):
        number = first + place
        method = METHODS[(place // 20 + minute + place) % 4]
        yield Checkout(
            order=number,
            customer=(number * 7919) % 100_003,
            event=EVENTS[place % 20],
            method=method,
            outcome=_fate(pod, method, (place * 7 + minute * 11 + PODS.index(pod) * 23) % 60, rush),
            tickets=1 + (place % 20 + place // 20) % 4,
            seconds=_duration(pod, (place * 37 % served + 0.5) / served, rush),
        )


def _fate(pod: str, method: str, lot: int, rush: bool) -> str:
    """Before the rush half as much goes wrong. On pod c a quarter fails, whatever else would have become of it."""
    if pod == "c" and lot % 4 == 0:
        return "failed"
    for outcome, number in zip(OUTCOMES, _FATES[method], strict=False):
        if lot < number:
            return outcome if rush or lot % 2 else "sold"
        lot -= number
    return "failed" if rush or lot % 2 else "sold"


def _duration(pod: str, share: float, rush: bool) -> float:
    """Give the seconds that a share of a pod's checkouts stays under; one in eight on pod c waits for something.

    Before the rush all others take twice as long, with nothing in the caches yet.
    """
    if pod == "c" and share > 0.875:
        return 2.7 + 1.6 * (share - 0.875)
    return (0.25 if rush else 0.5) * exp(0.6 * NormalDist().inv_cdf(share))
