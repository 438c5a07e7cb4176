"""A collector in the process: receives OTLP over HTTP on a free port of the loopback, and keeps the spans."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from coursekit.probes.telemetry.spans import Span, decode

_PATH = "/v1/traces"


class Receiver:
    """Receives spans as a collector does: POST of protobuf to /v1/traces, plain or gzip.

    Its threads are daemons: it is gone with the `with` block, and with the process at the latest.
    """

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._arrived = threading.Condition()
        self._server = _Server(self._take)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="otlp-receiver", daemon=True).start()

    @property
    def endpoint(self) -> str:
        """The URL for `OTLPSpanExporter(endpoint=...)`; not for printing, the port is another each time."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{_PATH}"

    def spans(self) -> tuple[Span, ...]:
        """Give the spans received so far, by start time."""
        with self._arrived:
            return tuple(sorted(self._spans, key=lambda span: (span.start, span.span_id)))

    def wait_for(self, count: int, seconds: float = 5.0) -> tuple[Span, ...]:
        """Wait until so many spans are there.

        Args:
            count: how many.
            seconds: how long to wait at the most.

        Returns:
            All spans received so far, by start time.

        Raises:
            TimeoutError: fewer have come.
        """
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._spans) >= count, seconds):
                raise TimeoutError(f"{len(self._spans)} spans came, {count} were waited for")
        return self.spans()

    def close(self) -> None:
        """Stop receiving: the port refuses from now on; the spans stay readable."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _take(self, spans: tuple[Span, ...]) -> None:
        with self._arrived:
            self._spans.extend(spans)
            self._arrived.notify_all()


class _Server(ThreadingHTTPServer):
    def __init__(self, take: Callable[[tuple[Span, ...]], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.take = take

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet of a sender that was killed in the middle; what else goes wrong is a bug, and is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):  # of HTTP/1.0: a connection that idles would outlive the receiver
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionError("the sender was gone before its message was complete")
        if self.path != _PATH:
            self._answer(404)
            return
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.take(decode(ExportTraceServiceRequest.FromString(body)))
        self._answer(200, ExportTraceServiceResponse().SerializeToString())

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: what http.server prints would stand in a notebook's stderr."""
