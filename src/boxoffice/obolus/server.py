"""The vendor's service as a real HTTP server on loopback, with faults that a test scripts request by request.

Deterministic: it never sleeps. Where it keeps somebody waiting, it waits for the client to go away.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterable
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from boxoffice.obolus.ledger import Charge, Fault, Ledger, PaymentRequest

__all__ = ["Charge", "Fault", "ObolusServer", "PaymentRequest"]

_POLL_SECONDS = 0.01  # how often the server looks whether it should end
_KEEPS_WAITING = {Fault.TIMEOUT_AFTER_CHARGING, Fault.TIMEOUT}
_CLOSES = {Fault.CLOSED_AFTER_CHARGING, Fault.CLOSED, Fault.CHARGED_LATE}


class ObolusServer(Ledger):
    """Obolus on a free port of loopback, for as long as the `with` lasts.

    `POST /v1/payments` takes money, and with an `Idempotency-Key` header it takes it once: the same key gets the first
    reply again, a decline included, and another amount under it gets 409. `GET /v1/payments?merchant_ref=...` lists
    what was taken. An amount with fractions of a cent gets 422. Faults strike requests to pay; look-ups always work.

    Args:
        faults: as for `script`.

    Attributes:
        url: where it listens; within the `with` only.
    """

    def __init__(self, faults: Iterable[Fault | None] = ()) -> None:
        super().__init__(faults)
        self.url = ""
        self._ending = False
        self._kept: set[socket.socket] = set()
        self._keeping = threading.Lock()

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"obolus": self})
        self._http = _HTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(_POLL_SECONDS,), name="obolus")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._http.shutdown()
        self._thread.join()
        with self._keeping:
            self._ending = True
            for connection in self._kept:
                with contextlib.suppress(OSError):  # gone in this very moment
                    connection.shutdown(socket.SHUT_RD)  # whoever is still kept waiting is let go
        self._http.server_close()  # and waits for the handlers' threads

    def keep_waiting(self, connection: socket.socket) -> None:
        """Return when the client has closed its end, or the server is to end.

        Args:
            connection: the client's.
        """
        with self._keeping:
            if self._ending:
                return
            self._kept.add(connection)
        try:
            while connection.recv(1024):
                pass
        except ConnectionError:
            pass  # gone without a goodbye
        finally:
            with self._keeping:
                self._kept.discard(connection)


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = False  # so that `server_close` waits for them
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up early is no news here."""


class _Handler(BaseHTTPRequestHandler):
    obolus: ObolusServer

    def do_POST(self) -> None:
        """Handle `POST /v1/payments`."""
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])), parse_float=Decimal, parse_int=Decimal)
        reply = self.obolus.pay(PaymentRequest(sent["amount"], sent["merchant_ref"], self.headers["Idempotency-Key"]))
        if reply.fault in _KEEPS_WAITING:
            self.obolus.keep_waiting(self.connection)
        elif reply.fault not in _CLOSES:
            text = json.dumps(reply.body)
            if reply.fault is Fault.MALFORMED:
                text = text[: len(text) // 2]
            self._send(reply.status, text, {"Retry-After": "2"} if reply.fault is Fault.BUSY else {})

    def do_GET(self) -> None:
        """Handle `GET /v1/payments?merchant_ref=...`."""
        wanted = parse_qs(urlsplit(self.path).query).get("merchant_ref", [""])[0]
        self._send(200, json.dumps({"payments": self.obolus.find(wanted)}), {})

    def _send(self, status: int, text: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: stderr belongs to whoever runs the server."""
