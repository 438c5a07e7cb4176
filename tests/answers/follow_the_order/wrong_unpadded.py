"""An id is a number, and :x writes it in hexadecimal.

Says: with a trace_id that is 31 characters long
"""

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Status, StatusCode, format_span_id, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter

W3C = TraceContextTextMapPropagator()


def ids(span):
    context = span.get_span_context()
    return {"trace_id": f"{context.trace_id:x}", "span_id": format_span_id(context.span_id)}


class Curtain:
    def __init__(self, tracer, registry, log):
        self.tracer = tracer
        self.log = log
        self.tickets = Counter("curtain_tickets", "Orders worked on.", ["outcome"], registry=registry)

    def checkout(self, order, publish):
        with self.tracer.start_as_current_span("checkout") as span:
            log = self.log.bind(order=order.id, **ids(span))
            headers = {}
            W3C.inject(headers)
            try:
                publish(order, headers)
            except Exception as error:
                log.error("order not placed", error=type(error).__name__)
                raise
            log.info("order placed")

    def work(self, message, issue):
        order = message.order
        parent = W3C.extract(message.headers, context=Context())
        with self.tracer.start_as_current_span("issue_tickets", context=parent) as span:
            log = self.log.bind(order=order.id, **ids(span))
            try:
                issue(order)
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, repr(error)))
                log.error("tickets failed", error=repr(error))
                self.tickets.labels("failed").inc()
                return False
            self.tickets.labels("issued").inc()
            log.info("tickets issued")
            return True
