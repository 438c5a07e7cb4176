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

__all__ = ["EXERCISES", "Checkout", "Message", "Order"]

EXERCISES = (
    rate_across_restart.EXERCISE,
    percentile_from_buckets.EXERCISE,
    label_budget.EXERCISE,
    follow_the_order.EXERCISE,
    burn_rate_alert.EXERCISE,
)
