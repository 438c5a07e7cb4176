"""The current span and order are kept on the object, so that each method can log.

Says: another worked on order 2. Of 2 lines there are 0 of 1, 2 of 2
"""

from opentelemetry import propagate, trace
from prometheus_client import Counter


class Curtain:
    def __init__(self, tracer, registry, log):
        self.tracer, self.log = tracer, log
        self.tickets = Counter("curtain_tickets", "Orders.", ["outcome"], registry=registry)

    def ids(self):
        context = self.span.get_span_context()
        return {
            "order": self.order,
            "trace_id": trace.format_trace_id(context.trace_id),
            "span_id": trace.format_span_id(context.span_id),
        }

    def checkout(self, order, publish):
        self.order = order.id
        with self.tracer.start_as_current_span("checkout") as self.span:
            headers = {}
            propagate.inject(headers)
            publish(order, headers)
            self.log.info("placed", **self.ids())

    def work(self, message, issue):
        self.order = message.order.id
        with self.tracer.start_as_current_span("issue_tickets", propagate.extract(message.headers)) as self.span:
            try:
                issue(message.order)
            except Exception as error:
                self.span.set_status(trace.StatusCode.ERROR)
                self.log.error("failed", error=type(error).__name__, **self.ids())
                self.tickets.labels("failed").inc()
                return False
            self.log.info("issued", **self.ids())
            self.tickets.labels("issued").inc()
            return True
