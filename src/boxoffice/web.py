"""Checkout, as a process: `POST /orders` sells places."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import structlog
from opentelemetry import propagate, trace
from prometheus_client import Counter, Histogram
from sqlalchemy import Engine, create_engine
from structlog.contextvars import bind_contextvars, clear_contextvars

from boxoffice import telemetry
from boxoffice.obolus.sdk import ObolusClient
from boxoffice.obolus_gateway import ObolusGateway
from boxoffice.ordering import place_order
from boxoffice.payments import PaymentGateway
from boxoffice.processes import read_settings, report_ready

ORDERS = Counter("curtain_orders", "Orders placed, by what the customer was told.", ["told"])
CHECKOUT_SECONDS = Histogram(
    "curtain_checkout_duration_seconds",
    "Time from the request to the reply.",
    ["told"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
for told in ("paid", "accepted", "declined", "error"):
    ORDERS.labels(told)  # there at 0, so that the first of a kind counts as an increase
    CHECKOUT_SECONDS.labels(told)

_log = structlog.stdlib.get_logger(__name__)
_tracer = trace.get_tracer(__name__)


class Handler(BaseHTTPRequestHandler):
    """One connection of one customer. A subclass in `main` has the collaborators."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    engine: Engine
    gateway: PaymentGateway

    def do_POST(self) -> None:
        """Handle `POST /orders`."""
        clear_contextvars()  # this thread has served earlier requests of the connection
        began = time.perf_counter()
        caller = propagate.extract(self.headers)
        with _tracer.start_as_current_span("checkout", caller, trace.SpanKind.SERVER) as span:
            try:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                bind_contextvars(customer_id=sent["customer_id"], quantity=sent["quantity"])
                order_id, told = place_order(self.engine, self.gateway, sent["customer_id"], sent["quantity"])
            except Exception as error:  # whatever it is, the customer gets a reply and we get a line
                span.set_status(trace.StatusCode.ERROR, type(error).__name__)
                ORDERS.labels("error").inc()
                CHECKOUT_SECONDS.labels("error").observe(time.perf_counter() - began, telemetry.exemplar())
                _log.error("order failed", **telemetry.without_values(error))
                self._reply(500, {"order_id": 0, "told": "error"})
                return
            seconds = time.perf_counter() - began
            ORDERS.labels(told).inc()
            CHECKOUT_SECONDS.labels(told).observe(seconds, telemetry.exemplar())
            _log.info("order placed", order_id=order_id, told=told, seconds=round(seconds, 4))
        self._reply(200, {"order_id": order_id, "told": told})

    def _reply(self, status: int, body: dict[str, Any]) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the log has one line for each order already."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main() -> None:
    """Serve customers until the parent is gone."""
    settings = read_settings()
    with Path(settings.log).open("a", encoding="utf-8", buffering=1) as log:
        if settings.watched:
            telemetry.log_as_json("checkout", log)
            telemetry.send_traces("checkout", settings.collectors)
        else:
            telemetry.log_as_text(log)
        metrics = telemetry.serve_metrics(settings.metrics_port)
        vendor = ObolusGateway(ObolusClient(settings.obolus, timeout=settings.patience))
        parts = {"engine": create_engine(settings.database), "gateway": telemetry.WatchedGateway(vendor)}
        with _Server(("127.0.0.1", 0), type("Curtain", (Handler,), parts)) as server:
            report_ready({"http": server.server_port, "metrics": metrics})
            server.serve_forever()


if __name__ == "__main__":
    main()
