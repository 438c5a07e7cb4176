"""Each side has a trace of its own; the worker links to the checkout."""

from opentelemetry.context import Context
from opentelemetry.propagate import extract, inject
from opentelemetry.trace import Link, SpanKind, StatusCode, get_current_span
from prometheus_client import Counter


def ids(span):
    context = span.get_span_context()
    return {"trace_id": format(context.trace_id, "032x"), "span_id": format(context.span_id, "016x")}


class Curtain:
    def __init__(self, tracer, registry, log):
        self.tracer = tracer
        self.log = log
        self.tickets = Counter("curtain_tickets_total", "Orders.", ["outcome"], registry=registry)
        self.tickets.labels("issued")
        self.tickets.labels("failed")

    def checkout(self, order, publish):
        with self.tracer.start_as_current_span("checkout", kind=SpanKind.PRODUCER) as span:
            headers = {"order": str(order.id)}
            inject(headers)
            try:
                publish(order, headers)
            except Exception as error:
                self.log.critical("order not placed", order=order.id, exc_info=error, **ids(span))
                raise
        self.log.info("order placed", order=order.id, **ids(span))

    def work(self, message, issue):
        cause = get_current_span(extract(message.headers)).get_span_context()
        with self.tracer.start_as_current_span(
            "issue_tickets", context=Context(), kind=SpanKind.CONSUMER, links=[Link(cause)]
        ) as span:
            try:
                issue(message.order)
                error = None
            except Exception as raised:
                error = raised
                span.record_exception(raised)
                span.set_status(StatusCode.ERROR, str(raised))
        if error is not None:
            self.log.critical("no tickets", order=message.order.id, exc_info=error, **ids(span))
        else:
            self.log.info("tickets", order=message.order.id, **ids(span))
        self.tickets.labels(outcome="failed" if error else "issued").inc()
        return error is None
