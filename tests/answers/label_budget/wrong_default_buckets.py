"""The default buckets were chosen by people who know more than I.

Says: The bucket around it goes from 2.5 s to 5 s
"""

from prometheus_client import Counter, Histogram

class Metrics:
    def __init__(self, registry):
        self.tickets = Counter("tickets", "Sold.", ["event"], registry=registry)
        self.checkouts = Counter("checkouts", "Ended.", ["method", "outcome"], registry=registry)
        self.seconds = Histogram("seconds", "Duration.", registry=registry)

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
    "p95_by_pod": "histogram_quantile(0.95, sum by (le, pod) (rate(seconds_bucket[10m])))",
}
