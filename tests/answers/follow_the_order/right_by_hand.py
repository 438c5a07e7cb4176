"""Without propagators: the ids travel as two headers, spans are started and ended by hand."""

from opentelemetry import trace
from prometheus_client import Counter


class Curtain:
    def __init__(self, tracer, registry, log):
        self.tracer = tracer
        self.log = log
        self.tickets = Counter("curtain_tickets", "Orders.", ["outcome"], registry=registry)

    def checkout(self, order, publish):
        span = self.tracer.start_span("checkout")
        with trace.use_span(span, end_on_exit=True):
            ids = self.ids(span)
            try:
                publish(order, ids)
            except Exception as error:
                self.log.error("not placed", order=order.id, kind=type(error).__name__, **ids)
                raise
            self.log.info("placed", order=order.id, **ids)

    def work(self, message, issue):
        remote = trace.SpanContext(
            trace_id=int(message.headers["trace_id"], 16),
            span_id=int(message.headers["span_id"], 16),
            is_remote=True,
            trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
        )
        parent = trace.set_span_in_context(trace.NonRecordingSpan(remote))
        consume = self.tracer.start_span("consume", context=parent)
        with trace.use_span(consume, end_on_exit=True):
            done = self.issue(message.order, issue)
        self.tickets.labels("issued" if done else "failed").inc()
        return done

    def issue(self, order, issue):
        try:
            with self.tracer.start_as_current_span("issue_tickets", record_exception=False) as span:
                issue(order)
        except Exception as error:
            self.log.error("failed", order=order.id, kind=type(error).__name__, **self.ids(span))
            return False
        self.log.info("issued", order=order.id, **self.ids(span))
        return True

    @staticmethod
    def ids(span):
        context = span.get_span_context()
        return {"trace_id": trace.format_trace_id(context.trace_id), "span_id": trace.format_span_id(context.span_id)}
