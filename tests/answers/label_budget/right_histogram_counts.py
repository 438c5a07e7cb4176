"""No counter of checkouts: a histogram by outcome counts them, and another counter knows the methods."""

from prometheus_client import Counter, Histogram

BOUNDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5)


class Metrics:
    def __init__(self, registry):
        self.tickets = Counter("tickets", "Sold.", ["event"], registry=registry)
        self.payments = Counter("payments", "Ended.", ["method", "declined"], registry=registry)
        self.seconds = Histogram("seconds", "Duration.", ["outcome"], buckets=BOUNDS, registry=registry)

    def record(self, checkout):
        if checkout.outcome == "sold":
            self.tickets.labels(checkout.event).inc(checkout.tickets)
        self.payments.labels(checkout.method, "yes" if checkout.outcome == "declined" else "no").inc()
        self.seconds.labels(checkout.outcome).observe(checkout.seconds)


QUERIES = {
    "tickets_by_event": "sum by (event) (increase(tickets_total[10m]))",
    "declined_by_method": 'sum by (method) (rate(payments_total{declined="yes"}[10m])) '
    "/ sum by (method) (rate(payments_total[10m]))",
    "failed_share": 'sum(rate(seconds_count{outcome="failed"}[10m])) / sum(rate(seconds_count[10m]))',
    "p95_by_pod": "histogram_quantile(0.95, sum by (le, pod) (rate(seconds_bucket[10m])))",
}
