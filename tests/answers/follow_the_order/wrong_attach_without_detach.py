"""Attach what came with the message; the next message brings its own.

Says: After work on order 1, a span of another process is still current
"""

from opentelemetry.context import attach
from opentelemetry.propagate import extract, inject
from opentelemetry.trace import StatusCode
from prometheus_client import Counter


def ids(span):
    context = span.get_span_context()
    return {"trace_id": format(context.trace_id, "032x"), "span_id": format(context.span_id, "016x")}


class Curtain:
    def __init__(self, tracer, registry, log):
        self.tracer = tracer
        self.log = log
        self.tickets = Counter("curtain_tickets", "Orders.", ["outcome"], registry=registry)

    def checkout(self, order, publish):
        with self.tracer.start_as_current_span("checkout") as span:
            headers = {}
            inject(headers)
            publish(order, headers)
            self.log.info("order placed", order=order.id, **ids(span))

    def work(self, message, issue):
        order = message.order
        attach(extract(message.headers))
        with self.tracer.start_as_current_span("issue_tickets") as span:
            try:
                issue(order)
            except Exception as error:
                span.set_status(StatusCode.ERROR)
                self.log.error("tickets failed", order=order.id, error=repr(error), **ids(span))
                self.tickets.labels("failed").inc()
                return False
            self.log.info("tickets issued", order=order.id, **ids(span))
            self.tickets.labels("issued").inc()
            return True
