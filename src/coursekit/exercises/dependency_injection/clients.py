"""The vendor's client for the judge: one on a socket whose verdicts don't rest on speed, and one without a socket."""

from __future__ import annotations

import json
from decimal import Decimal
from http.client import RemoteDisconnected
from typing import Any

from boxoffice.obolus.ledger import Fault, Ledger, PaymentRequest
from boxoffice.obolus.sdk import ApiError, CardError, ObolusClient, ObolusTimeout, Payment

ENOUGH = 20  # requests after which a gateway that does not give up is stopped
_SECONDS_TO_TIMEOUT = 0.005  # where no reply will come; everywhere else the client has patience
_PATIENCE = 30.0
_TIMEOUTS = {Fault.TIMEOUT, Fault.TIMEOUT_AFTER_CHARGING}
_CLOSES = {Fault.CLOSED, Fault.CLOSED_AFTER_CHARGING, Fault.CHARGED_LATE}


class Enough(BaseException):
    """Stops a gateway that would ask for ever. No `except Exception` holds it up."""


class PatientClient(ObolusClient):
    """The vendor's client, impatient only where the script says that no reply will come: no verdict rests on speed.

    Args:
        url: where Obolus listens.
        obolus: its books.
        faults: what is going to go wrong, request by request.
    """

    most_requests = ENOUGH

    def __init__(self, url: str, obolus: Ledger, faults: list[Fault | None]) -> None:
        super().__init__(url)
        self._obolus = obolus
        self._faults = faults
        self._before = len(obolus.requests)

    def create_payment(self, *args: Any, **kwargs: Any) -> Payment:
        """Take money, as the vendor's client does."""
        asked = len(self._obolus.requests) - self._before
        if asked >= self.most_requests:
            raise Enough
        fault = self._faults[asked] if asked < len(self._faults) else None
        self.timeout = _SECONDS_TO_TIMEOUT if fault in _TIMEOUTS else _PATIENCE
        try:
            return super().create_payment(*args, **kwargs)
        except ObolusTimeout:
            self._obolus.wait_for_requests(self._before + asked + 1)  # it is on its way, however slow the machine
            raise


class Broken(ObolusClient):
    """The vendor's client where each request to pay fails before Obolus has seen it.

    Args:
        error: what it fails with.

    Attributes:
        asked: the requests to pay so far.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__("http://broken")
        self._error = error
        self.asked = 0

    def create_payment(self, *args: Any, **kwargs: Any) -> Payment:
        """Fail."""
        self.asked += 1
        raise self._error


class ClientInMemory(ObolusClient):
    """The vendor's client without a socket: the same payments and the same exceptions, straight from the books.

    Args:
        obolus: the books.
    """

    def __init__(self, obolus: Ledger) -> None:
        super().__init__("http://in.memory")
        self._obolus = obolus

    def create_payment(
        self, amount: float, merchant_ref: str, currency: str = "EUR", request_token: str | None = None
    ) -> Payment:
        """Take money; see `ObolusClient`."""
        reply = self._obolus.pay(PaymentRequest(Decimal(repr(float(amount))), merchant_ref, request_token))
        if reply.fault in _TIMEOUTS:
            raise ObolusTimeout("no reply in time")
        if reply.fault in _CLOSES:
            raise RemoteDisconnected("closed without a reply")
        if reply.fault is Fault.MALFORMED:
            json.loads("{")
        if reply.status == 402:
            raise CardError(reply.body["decline_code"])
        if reply.status != 200:
            raise ApiError(reply.status, reply.body["error"], None)
        return _payment(reply.body)

    def find_payments(self, merchant_ref: str) -> list[Payment]:
        """List payments; see `ObolusClient`."""
        return [_payment(body) for body in self._obolus.find(merchant_ref)]


def _payment(body: dict[str, Any]) -> Payment:
    return Payment(body.get("id", ""), body["state"], body["amount"], body.get("decline_code", ""))
