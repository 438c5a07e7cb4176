"""The context is current, so the worker has it.

Says: is related to no checkout. The message's headers: none.
Like: wrong_current_order, wrong_headers_at_import, wrong_injects_before_the_span, wrong_memory_by_order
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
        self.tickets = Counter("curtain_tickets", "Orders.", ["outcome"], registry=registry)

    def checkout(self, order, publish):
        with self.tracer.start_as_current_span("checkout") as span:
            headers = {}
            publish(order, headers)
            self.log.info("order placed", order=order.id, **ids(span))

    def work(self, message, issue):
        order = message.order
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
