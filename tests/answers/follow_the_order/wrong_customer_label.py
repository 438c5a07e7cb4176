"""Support asks which customer waits for tickets.

Says: allowed are 10
"""

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
        self.tickets = Counter("curtain_tickets", "Orders.", ["outcome", "customer"], registry=registry)

    def checkout(self, order, publish):
        with self.tracer.start_as_current_span("checkout") as span:
            headers = {}
            inject(headers)
            try:
                publish(order, headers)
            except Exception as error:
                self.log.error("not placed", order=order.id, error=type(error).__name__, **ids(span))
                raise
            self.log.info("order placed", order=order.id, **ids(span))

    def work(self, message, issue):
        order = message.order
        with self.tracer.start_as_current_span("issue_tickets", context=extract(message.headers)) as span:
            try:
                issue(order)
            except Exception as error:
                span.set_status(StatusCode.ERROR)
                self.log.error("tickets failed", order=order.id, error=repr(error), **ids(span))
                self.tickets.labels("failed", order.customer).inc()
                return False
            self.log.info("tickets issued", order=order.id, **ids(span))
            self.tickets.labels("issued", order.customer).inc()
            return True
