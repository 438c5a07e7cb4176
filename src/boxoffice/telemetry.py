"""What each of Curtain's processes does at its start so that it can be watched: logs, traces, and metrics over HTTP."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import start_http_server
from structlog.typing import EventDict, Processor

from boxoffice.payments import Declined, PaymentGateway, Receipt, Unavailable

# What may stand in a log line. A list of what may not would have to know every name that a secret can have.
FIELDS = frozenset(
    {
        *("timestamp", "level", "event", "logger", "service", "trace_id", "span_id", "error", "stack"),
        *("order_id", "customer_id", "quantity", "told", "outcome", "seconds", "metrics_port"),
    }
)

_log = structlog.stdlib.get_logger(__name__)
_tracer = trace.get_tracer(__name__)


def add_trace(logger: Any, method: str, event: EventDict) -> EventDict:
    """Give a log line the ids of the span that is current; a structlog processor."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event


def keep_allowed(logger: Any, method: str, event: EventDict) -> EventDict:
    """Replace the value of each field that is not in `FIELDS`; a structlog processor."""
    internal = ("_record", "_from_structlog")  # structlog's own, removed before rendering
    return {key: value if key in FIELDS or key in internal else "[redacted]" for key, value in event.items()}


def log_as_text(stream: IO[str]) -> None:
    """Write log lines as Curtain did before its first Friday evening: a time, a level, a sentence.

    Args:
        stream: where to.
    """
    logging.basicConfig(stream=stream, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def log_as_json(service: str, stream: IO[str]) -> None:
    """Write one JSON object a line, with the fields that are bound to the context, and the ids of the current span.

    Lines that libraries log through the standard library's `logging` come out the same way.

    Args:
        service: goes into every line.
        stream: where to.
    """

    def add_service(logger: Any, method: str, event: EventDict) -> EventDict:
        return {**event, "service": service}

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_trace,
        add_service,
        keep_allowed,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def send_traces(service: str, collectors: Iterable[str]) -> None:
    """Send every span that ends in this process, in batches, from a thread of the SDK's.

    Args:
        service: the resource attribute `service.name`.
        collectors: URLs that take OTLP over HTTP, paths included: `http://host:4318/v1/traces`.
    """
    provider = TracerProvider(resource=Resource({"service.name": service}), shutdown_on_exit=False)
    for url in collectors:
        exporter = OTLPSpanExporter(endpoint=url, timeout=2)
        provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=100))
    trace.set_tracer_provider(provider)


def serve_metrics(port: int) -> int | None:
    """Answer `GET /metrics` on loopback, in threads of its own and apart from the customers' port.

    Args:
        port: where; 0 for any that is free.

    Returns:
        The port, or None if it is taken. A service that cannot be measured still sells tickets.
    """
    try:
        server, _ = start_http_server(port, addr="127.0.0.1")
    except OSError as error:
        _log.error("metrics port taken", metrics_port=port, **without_values(error))
        return None
    return int(server.server_port)


def without_values(error: BaseException) -> dict[str, Any]:
    """Describe an exception for the log: its type and where it came from, and no word of its text or of any variable.

    Args:
        error: as it was caught.

    Returns:
        The fields `error` and `stack`, a list of places, innermost last.
    """
    stack = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in stack]
    return {"error": type(error).__name__, "stack": places}


def exemplar() -> dict[str, str] | None:
    """Name the current trace for a metric's exemplar; None if it is not sampled, and nobody could look it up."""
    context = trace.get_current_span().get_span_context()
    return {"trace_id": trace.format_trace_id(context.trace_id)} if context.trace_flags.sampled else None


@dataclass(frozen=True, slots=True)
class WatchedGateway:
    """A payment gateway whose calls can be seen: a span each, and a log line if there was no reply.

    Attributes:
        gateway: who takes the money.
    """

    gateway: PaymentGateway

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        """Charge once for a key; see `PaymentGateway`."""
        with _tracer.start_as_current_span("charge", kind=trace.SpanKind.CLIENT, record_exception=False) as span:
            outcome = self.gateway.charge(idempotency_key, cents)
            if isinstance(outcome, Unavailable):  # no exception, so nobody but us can say that this went wrong
                span.set_status(trace.StatusCode.ERROR, outcome.reason)
                _log.warning("no reply from Obolus", outcome=outcome.reason)
            return outcome
