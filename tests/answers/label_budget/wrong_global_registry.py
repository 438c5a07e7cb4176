"""Metrics register themselves.

Says: a scrape of the registry that `Metrics` was given is empty
"""

from prometheus_client import Counter, Histogram

TICKETS = Counter("tickets", "Sold.", ["event"])
CHECKOUTS = Counter("checkouts", "Ended.", ["method", "outcome"])
SECONDS = Histogram("seconds", "Duration.")


class Metrics:
    def __init__(self, registry):
        self.registry = registry

    def record(self, checkout):
        if checkout.outcome == "sold":
            TICKETS.labels(checkout.event).inc(checkout.tickets)
        CHECKOUTS.labels(checkout.method, checkout.outcome).inc()
        SECONDS.observe(checkout.seconds)


QUERIES = {
    "tickets_by_event": "sum by (event) (increase(tickets_total[10m]))",
    "declined_by_method": 'sum by (method) (increase(checkouts_total{outcome="declined"}[10m])) '
    "/ sum by (method) (increase(checkouts_total[10m]))",
    "failed_share": 'sum(increase(checkouts_total{outcome="failed"}[10m])) / sum(increase(checkouts_total[10m]))',
    "p95_by_pod": "histogram_quantile(0.95, sum by (le, pod) (rate(seconds_bucket[10m])))",
}
