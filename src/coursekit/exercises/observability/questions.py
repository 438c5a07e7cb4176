"""Four questions about the last ten minutes of the rush, and their true answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from coursekit.exercises.observability.rush import MINUTES, PODS, WINDOW, Checkout, checkouts

Values = dict[str, float]


@dataclass(frozen=True)
class Question:
    """Something that somebody wants to know of the last ten minutes.

    Attributes:
        label: by what the values are told apart; empty for a single value.
        truth: computes them from the checkouts themselves, given as (pod, minute, checkout).
        unit: what the value is, for messages.
    """

    label: str
    truth: Callable[[list[tuple[str, int, Checkout]]], Values]
    unit: str


def window() -> list[tuple[str, int, Checkout]]:
    """Give all checkouts of the last ten minutes, each with its pod and minute."""
    minutes = range(MINUTES - WINDOW, MINUTES)
    return [(pod, minute, each) for pod in PODS for minute in minutes for each in checkouts(pod, minute)]


def _tickets(rows: list[tuple[str, int, Checkout]]) -> Values:
    sold: Counter[str] = Counter()
    for _, _, each in rows:
        if each.outcome == "sold":
            sold[each.event] += each.tickets
    return {event: float(number) for event, number in sorted(sold.items())}


def _declined(rows: list[tuple[str, int, Checkout]]) -> Values:
    every = Counter(each.method for _, _, each in rows)
    declined = Counter(each.method for _, _, each in rows if each.outcome == "declined")
    return {method: declined[method] / number for method, number in sorted(every.items())}


def _failed(rows: list[tuple[str, int, Checkout]]) -> Values:
    return {"": sum(each.outcome == "failed" for _, _, each in rows) / len(rows)}


def _p95(rows: list[tuple[str, int, Checkout]]) -> Values:
    took = {pod: sorted(each.seconds for where, _, each in rows if where == pod) for pod in PODS}
    return {pod: seconds[int(0.95 * len(seconds))] for pod, seconds in took.items()}


QUESTIONS = {
    "tickets_by_event": Question("event", _tickets, "tickets"),
    "declined_by_method": Question("method", _declined, "of 1"),
    "failed_share": Question("", _failed, "of 1"),
    "p95_by_pod": Question("pod", _p95, "seconds"),
}
