"""What Obolus decides about a request to pay, and the faults that a test scripts. Knows nothing of HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any


class Fault(Enum):
    """What goes wrong with one request to pay."""

    TIMEOUT_AFTER_CHARGING = auto()
    """The money is taken, and the reply kept until the client has given up."""
    CLOSED_AFTER_CHARGING = auto()
    """The money is taken, and the connection closed without a reply."""
    CHARGED_LATE = auto()
    """The connection is closed without a reply, and the money taken later: when the next request to pay comes in."""
    MALFORMED = auto()
    """The money is taken, and the reply is cut off in the middle of its JSON."""
    TIMEOUT = auto()
    """No money is taken, and there is no reply until the client has given up."""
    CLOSED = auto()
    """No money is taken, and the connection is closed without a reply."""
    UNAVAILABLE = auto()
    """503: no money is taken."""
    BUSY = auto()
    """503 with a Retry-After of 2 seconds: no money is taken."""
    DECLINED = auto()
    """402: the card is declined."""
    REFUSED = auto()
    """The older way to decline, still seen for some cards: a 200 whose body has the state "refused"."""


_CHARGING = {None, Fault.TIMEOUT_AFTER_CHARGING, Fault.CLOSED_AFTER_CHARGING, Fault.MALFORMED}


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One request to pay as it came in, whatever became of it.

    Attributes:
        amount: in euros, with every digit that was sent.
        merchant_ref: what the merchant calls the payment.
        idempotency_key: the header of that name, or None.
    """

    amount: Decimal
    merchant_ref: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that was taken from a customer: one line of the ledger.

    Attributes:
        payment_id: Obolus's name for it.
        cents: how much.
        merchant_ref: what the merchant calls the payment.
    """

    payment_id: str
    cents: int
    merchant_ref: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What Obolus answers, and what goes wrong with the answer on its way.

    Attributes:
        fault: the scripted fault, or None.
        status: of HTTP.
        body: to be sent as JSON.
    """

    fault: Fault | None
    status: int
    body: dict[str, Any]


class Ledger:
    """Obolus's books. Safe to use from several threads.

    Attributes:
        charges: what is in here was taken from a customer, whatever anybody was told.
        requests: the requests to pay, in the order in which they came.
    """

    def __init__(self, faults: Iterable[Fault | None] = ()) -> None:
        self.charges: list[Charge] = []
        self.requests: list[PaymentRequest] = []
        self._changed = threading.Condition()
        self._faults: Iterator[Fault | None] = iter(faults)
        self._first: dict[str, tuple[PaymentRequest, int, dict[str, Any]]] = {}
        self._late: list[PaymentRequest] = []

    def script(self, faults: Iterable[Fault | None]) -> None:
        """Say what goes wrong from now on.

        Args:
            faults: one for each request to pay, in order; None for one that goes well. When they are used up, all
                goes well. May be endless: `itertools.repeat(Fault.UNAVAILABLE)`.
        """
        with self._changed:
            self._faults = iter(faults)

    def wait_for_requests(self, number: int) -> None:
        """Return when so many requests to pay have come in since the start.

        Args:
            number: how many.
        """
        with self._changed:
            self._changed.wait_for(lambda: len(self.requests) >= number)

    def pay(self, request: PaymentRequest) -> Reply:
        """Take the money, unless a fault or an earlier request with the same key stands against it.

        Args:
            request: as it came in.

        Returns:
            What to answer.
        """
        with self._changed:
            late, self._late = self._late, []
            for each in late:
                self._settle(each, None)
            self.requests.append(request)
            self._changed.notify_all()
            fault = next(self._faults, None)
            return Reply(fault, *self._settle(request, fault))

    def find(self, merchant_ref: str) -> list[dict[str, Any]]:
        """List the payments that were captured under a reference.

        Args:
            merchant_ref: what the merchant calls the payment.

        Returns:
            One body for each payment.
        """
        with self._changed:
            return [_captured(charge) for charge in self.charges if charge.merchant_ref == merchant_ref]

    def _settle(self, request: PaymentRequest, fault: Fault | None) -> tuple[int, dict[str, Any]]:
        key = request.idempotency_key
        if key is not None and key in self._first:
            first, status, body = self._first[key]
            return (status, body) if first.amount == request.amount else (409, {"error": "idempotency_conflict"})
        if not request.amount > 0 or request.amount * 100 % 1:
            return 422, {"error": "invalid_amount"}
        status, body = self._decide(request, fault)
        if key is not None and status != 503:
            self._first[key] = (request, status, body)
        return status, body

    def _decide(self, request: PaymentRequest, fault: Fault | None) -> tuple[int, dict[str, Any]]:
        if fault in _CHARGING:
            charge = Charge(f"ob_{len(self.charges) + 1:04}", int(request.amount * 100), request.merchant_ref)
            self.charges.append(charge)
            return 200, _captured(charge)
        if fault is Fault.CHARGED_LATE:
            self._late.append(request)
        elif fault is Fault.DECLINED:
            return 402, {"error": "card_declined", "decline_code": "insufficient_funds"}
        elif fault is Fault.REFUSED:
            return 200, {"state": "refused", "decline_code": "lost_card", "amount": float(request.amount)}
        return 503, {"error": "service_unavailable"}


def _captured(charge: Charge) -> dict[str, Any]:
    return {
        "id": charge.payment_id,
        "state": "captured",
        "amount": charge.cents / 100,
        "currency": "EUR",
        "merchant_ref": charge.merchant_ref,
    }
