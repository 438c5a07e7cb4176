"""The worker, as a process: takes orders from the outbox and issues their tickets, several at a time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog
from opentelemetry import propagate, trace
from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bound_contextvars

from boxoffice import outbox, telemetry, tickets
from boxoffice.processes import read_settings, report_ready

TICKETS = Counter("curtain_tickets", "Orders that the worker has dealt with, by what became of them.", ["outcome"])
DELAY_SECONDS = Histogram(
    "curtain_ticket_delay_seconds",
    "Time from the message in the outbox to the end of its ticket.",
    ["outcome"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
for outcome in ("issued", "failed"):
    TICKETS.labels(outcome)  # there at 0: a counter that is born with its first failure has no increase to alert on
    DELAY_SECONDS.labels(outcome)
WAITING = Gauge("curtain_outbox_messages", "Messages in the outbox that are not done.")

THREADS = 4
AT_MOST = 20
PAUSE_SECONDS = 0.05  # between two looks at an empty outbox

_log = structlog.stdlib.get_logger(__name__)
_tracer = trace.get_tracer(__name__)


def handle(engine: Engine, message: outbox.Message) -> None:
    """Issue one ticket, and leave a span, a line and two observations. Runs in a thread of the pool.

    Args:
        engine: Curtain's database.
        message: the order.
    """
    sender = propagate.extract(message.context)  # here, in the thread that uses it: a pool's threads inherit nothing
    with (
        bound_contextvars(order_id=message.order_id),
        _tracer.start_as_current_span("issue ticket", sender, trace.SpanKind.CONSUMER, record_exception=False) as span,
    ):
        try:
            tickets.issue(engine, message.order_id)
            outcome = "issued"
        except tickets.NotPaid as error:
            outcome = "failed"
            span.set_status(trace.StatusCode.ERROR, "not paid")
            _log.error("ticket failed", outcome=outcome, error=type(error).__name__)
        else:
            _log.info("ticket issued", outcome=outcome)
        delay = (datetime.now(UTC) - message.written_at).total_seconds()
        TICKETS.labels(outcome).inc(exemplar=telemetry.exemplar())
        DELAY_SECONDS.labels(outcome).observe(delay, telemetry.exemplar())


def main() -> None:
    """Issue tickets until the parent is gone."""
    settings = read_settings()
    with Path(settings.log).open("a", encoding="utf-8", buffering=1) as log, ThreadPoolExecutor(THREADS) as threads:
        if settings.watched:
            telemetry.log_as_json("worker", log)
            telemetry.send_traces("worker", settings.collectors)
        else:
            telemetry.log_as_text(log)
        engine = create_engine(settings.database)
        report_ready({"metrics": telemetry.serve_metrics(settings.metrics_port)})
        while True:
            try:
                with outbox.taken(engine, AT_MOST) as messages:
                    list(threads.map(partial(handle, engine), messages))
                WAITING.set(outbox.waiting(engine))
            except SQLAlchemyError as error:  # what was taken is done, or back in the outbox
                _log.error("outbox not reached", **telemetry.without_values(error))
                messages = []
            if not messages:
                time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
