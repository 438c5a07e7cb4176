"""The exercises of the lesson on observability: counters, buckets, labels, a trace through a queue, and an alert."""

from coursekit.exercises.observability import (
    burn_rate_alert,
    follow_the_order,
    label_budget,
    percentile_from_buckets,
    rate_across_restart,
)
from coursekit.exercises.observability.processes import Message, Order
from coursekit.exercises.observability.rush import Checkout
from coursekit.lessons import Lesson

__all__ = ["EXERCISES", "LESSON", "Checkout", "Message", "Order"]

LESSON = Lesson(
    topic="observability",
    title="Observability",
    minutes=50,
    teaches=(
        "unit of work",
        "RED",
        "structured event",
        "scrape",
        "gauge",
        "histogram",
        "series",
        "p99",
        "exemplar",
        "span",
        "traceparent",
        "baggage",
        "head sampler",
        "tail sampler",
        "error budget",
        "burn rate",
        "wide event",
    ),
    needs=("SQL", "HTTP", "idempotency key", "lost reply", "ContextVar"),
)

EXERCISES = (
    rate_across_restart.EXERCISE,
    percentile_from_buckets.EXERCISE,
    label_budget.EXERCISE,
    follow_the_order.EXERCISE,
    burn_rate_alert.EXERCISE,
)
