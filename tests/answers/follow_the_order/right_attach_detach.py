"""The context from the headers is attached, and detached in a finally."""

import structlog
from opentelemetry import context, propagate, trace
from prometheus_client import Counter


class Curtain:
    def __init__(self, tracer, registry, log):
        self.tracer, self.log = tracer, log
        self.tickets = Counter("curtain_tickets", "Orders.", ["outcome"], registry=registry)

    def bound(self, order, span):
        ids = span.get_span_context()
        return structlog.contextvars.bound_contextvars(
            order=order.id, trace_id=f"{ids.trace_id:032x}", span_id=f"{ids.span_id:016x}"
        )

    def checkout(self, order, publish):
        with self.tracer.start_as_current_span("checkout") as span, self.bound(order, span):
            self.log.info("placing")
            carrier = {}
            propagate.inject(carrier)
            try:
                publish(order, carrier)
            except Exception:
                self.log.exception("not placed")
                raise
            self.log.info("placed")

    def work(self, message, issue):
        token = context.attach(propagate.extract(message.headers))
        try:
            with self.tracer.start_as_current_span("issue_tickets") as span, self.bound(message.order, span):
                issue(message.order)
                self.log.info("issued")
                outcome = "issued"
        except Exception:
            outcome = "failed"
            with trace.use_span(span), self.bound(message.order, span):
                self.log.exception("failed")
        finally:
            context.detach(token)
        self.tickets.labels(outcome).inc()
        return outcome == "issued"
