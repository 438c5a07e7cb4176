from collections.abc import Callable, Mapping

from opentelemetry.trace import Tracer
from prometheus_client import CollectorRegistry, Counter
from structlog.typing import FilteringBoundLogger

from coursekit.exercises.observability import Message, Order


class Curtain:
    """The way of an order: placed in the web process, worked on by the worker."""

    def __init__(self, tracer: Tracer, registry: CollectorRegistry, log: FilteringBoundLogger) -> None:
        self.tracer = tracer
        self.log = log
        self.tickets = Counter("curtain_tickets", "Orders worked on.", ["customer", "outcome"], registry=registry)

    def checkout(self, order: Order, publish: Callable[[Order, Mapping[str, str]], None]) -> None:
        """Place an order on the queue."""
        publish(order, {})
        self.log.info("order placed")

    def work(self, message: Message, issue: Callable[[Order], None]) -> bool:
        """Issue an order's tickets: True if they are printed, False if that has failed."""
        order = message.order
        try:
            issue(order)
        except Exception:
            self.log.info("tickets failed")
            return False
        self.log.info("tickets issued")
        self.tickets.labels(order.customer, "issued").inc()
        return True

    ...  # your code