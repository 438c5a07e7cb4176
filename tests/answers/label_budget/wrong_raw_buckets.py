"""A quantile is about now, so it needs no window.

Says: `p95_by_pod` is 1 seconds for a; in truth it was 0.697
"""

from prometheus_client import Counter, Histogram

BOUNDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5)


class Metrics:
    def __init__(self, registry):
        self.tickets = Counter("tickets", "Sold.", ["event"], registry=registry)
        self.checkouts = Counter("checkouts", "Ended.", ["method", "outcome"], registry=registry)
        self.seconds = Histogram("seconds", "Duration.", buckets=BOUNDS, registry=registry)

    def record(self, checkout):
        if checkout.outcome == "sold":
            self.tickets.labels(checkout.event).inc(checkout.tickets)
        self.checkouts.labels(checkout.method, checkout.outcome).inc()
        self.seconds.observe(checkout.seconds)


QUERIES = {
    "tickets_by_event": "sum by (event) (increase(tickets_total[10m]))",
    "declined_by_method": 'sum by (method) (increase(checkouts_total{outcome="declined"}[10m])) '
    "/ sum by (method) (increase(checkouts_total[10m]))",
    "failed_share": 'sum(increase(checkouts_total{outcome="failed"}[10m])) / sum(increase(checkouts_total[10m]))',
    "p95_by_pod": "histogram_quantile(0.95, sum by (le, pod) (seconds_bucket))",
}
