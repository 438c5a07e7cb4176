"""Outcomes by event, with all label values made at the start, so that each first failure counts."""

from prometheus_client import Counter, Histogram

EVENTS = [f"event-{number:02}" for number in range(1, 21)]
METHODS = ("card", "paypal", "invoice", "voucher")
BOUNDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5)


class Metrics:
    def __init__(self, registry):
        self.tickets = Counter("tickets", "Sold.", ["event"], registry=registry)
        self.failures = Counter("failures", "Failed.", ["event"], registry=registry)
        self.payments = Counter("payments", "Declined or not.", ["method", "declined"], registry=registry)
        for event in EVENTS:
            self.tickets.labels(event)
            self.failures.labels(event)
        for method in METHODS:
            self.payments.labels(method, "True")
            self.payments.labels(method, "False")
        self.seconds = Histogram("seconds", "Duration.", buckets=BOUNDS, registry=registry)

    def record(self, checkout):
        if checkout.outcome == "sold":
            self.tickets.labels(checkout.event).inc(checkout.tickets)
        if checkout.outcome == "failed":
            self.failures.labels(checkout.event).inc()
        self.payments.labels(checkout.method, str(checkout.outcome == "declined")).inc()
        self.seconds.observe(checkout.seconds)


QUERIES = {
    "tickets_by_event": "sum by (event) (increase(tickets_total[10m]))",
    "declined_by_method": 'sum by (method) (increase(payments_total{declined="True"}[10m])) '
    "/ sum by (method) (increase(payments_total[10m]))",
    "failed_share": 'sum(increase(failures_total[10m])) / sum(increase(payments_total[10m]))',
    "p95_by_pod": "histogram_quantile(0.95, sum by (le, pod) (rate(seconds_bucket[10m])))",
}
