from prometheus_client import CollectorRegistry, Counter, Histogram

from coursekit.exercises.observability import Checkout


class Metrics:
    """What Curtain counts of its checkouts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ["customer", "event", "method", "outcome", "tickets"]
        self.seconds = Histogram("curtain_checkout_seconds", "Checkouts.", labels, registry=registry)

    def record(self, checkout: Checkout) -> None:
        """Count one checkout that has ended."""
        values = [checkout.customer, checkout.event, checkout.method, checkout.outcome, checkout.tickets]
        self.seconds.labels(*values).observe(checkout.seconds)


QUERIES = {
    "tickets_by_event": "",
    "declined_by_method": "",
    "failed_share": "",
    "p95_by_pod": "",
}