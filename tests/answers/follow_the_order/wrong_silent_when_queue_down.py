"""The line stands behind `publish`: the span sets its status by itself, so the log will do without.

Says: whose `publish` raised QueueDown, logged nothing
"""

from opentelemetry import propagate, trace
from prometheus_client import Counter


def ids(span):
    context = span.get_span_context()
    return {"trace_id": trace.format_trace_id(context.trace_id), "span_id": trace.format_span_id(context.span_id)}


class Curtain:
    def __init__(self, tracer, registry, log):
        self.tracer, self.log = tracer, log
        self.tickets = Counter("curtain_tickets", "Orders.", ["outcome"], registry=registry)

    def checkout(self, order, publish):
        with self.tracer.start_as_current_span("checkout") as span:
            headers = {}
            propagate.inject(headers)
            publish(order, headers)
            self.log.info("placed", order=order.id, **ids(span))

    def work(self, message, issue):
        order = message.order
        with self.tracer.start_as_current_span("issue_tickets", propagate.extract(message.headers)) as span:
            try:
                issue(order)
            except Exception as error:
                span.set_status(trace.StatusCode.ERROR)
                self.log.error("failed", order=order.id, error=type(error).__name__, **ids(span))
                self.tickets.labels("failed").inc()
                return False
            self.log.info("issued", order=order.id, **ids(span))
            self.tickets.labels("issued").inc()
            return True
