"""Gateways for a contract to be tried on: three that keep the port's promises, and twelve that each break one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from itertools import count
from typing import Any

from boxoffice.obolus.sdk import ApiError, CardError, ObolusClient, ObolusTimeout, Payment
from boxoffice.payments import Declined, Receipt, Unavailable

Result = Receipt | Declined | Unavailable

_LOST: tuple[type[Exception], ...] = (ApiError, ObolusTimeout, OSError, HTTPException, ValueError)


class Persistent:
    """Asks up to four times by itself, with the order's key each time.

    Args:
        client: the vendor's.
    """

    tries = 4
    lost = _LOST

    def __init__(self, client: ObolusClient) -> None:
        self.client = client

    def charge(self, idempotency_key: str, cents: int) -> Result:
        """Charge; see `boxoffice.payments.PaymentGateway`."""
        for attempt in range(self.tries):
            try:
                payment = self.client.create_payment(
                    cents / 100, idempotency_key, request_token=self.token(idempotency_key, cents, attempt)
                )
            except CardError as error:
                return Declined(error.code)
            except self.lost:
                continue
            return self.read(payment, cents)
        return Unavailable("no reply from Obolus")

    def token(self, key: str, cents: int, attempt: int) -> str:
        """Name the purchase to Obolus."""
        return key

    def read(self, payment: Payment, cents: int) -> Result:
        """Translate what came back."""
        return Receipt(payment.id, cents) if payment.state == "captured" else Declined(payment.decline_code)


class OneTry(Persistent):
    """Asks once, and leaves it to the caller to ask again."""

    tries = 1


class Remembers:
    """Remembers its receipts, looks for a lost one under the order's reference, and asks twice at the most.

    Args:
        client: the vendor's.
    """

    def __init__(self, client: ObolusClient) -> None:
        self.client = client
        self.receipts: dict[str, Receipt] = {}

    def charge(self, idempotency_key: str, cents: int) -> Result:
        """Charge; see `boxoffice.payments.PaymentGateway`."""
        return self.receipts.get(idempotency_key) or self._ask(idempotency_key, f"curtain/{idempotency_key}", cents)

    def _ask(self, key: str, reference: str, cents: int) -> Result:
        for _ in range(2):
            try:
                found = self.client.create_payment(cents / 100, reference, request_token=key)
            except CardError as error:
                return Declined(f"the bank says: {error.code}")
            except _LOST:
                payments = self.client.find_payments(reference)
                if not payments:
                    continue
                found = payments[0]
            if found.state == "refused":
                return Declined(f"the bank says: {found.decline_code}")
            return self.receipts.setdefault(key, Receipt(found.id, round(found.amount * 100)))
        return Unavailable("Obolus does not answer")


class ChargesAgain(Persistent):
    """A new key for each try."""

    def token(self, key: str, cents: int, attempt: int) -> str:
        """Name the try, not the purchase."""
        return f"{key}/{attempt}"


class LosesACent(Persistent):
    """Cuts off where it should round."""

    def read(self, payment: Payment, cents: int) -> Result:
        """Take euros times a hundred for cents."""
        return Receipt(payment.id, int(payment.amount * 100)) if payment.state == "captured" else Declined("refused")


class AsksAgainAfterADecline(Persistent):
    """Takes a decline for a passing trouble."""

    def charge(self, idempotency_key: str, cents: int) -> Result:
        """Ask three times before believing it."""
        results = (super(AsksAgainAfterADecline, self).charge(idempotency_key, cents) for _ in count())
        for number, result in enumerate(results, start=1):
            if number == 3 or not isinstance(result, Declined):
                return result
        raise AssertionError("there is no end to them")


class DeclineIsAnOutage(Persistent):
    """Has one word for everything that is not a receipt."""

    def charge(self, idempotency_key: str, cents: int) -> Result:
        """Say Unavailable for a decline."""
        result = super().charge(idempotency_key, cents)
        return Unavailable("no money") if isinstance(result, Declined) else result


class LeaksBreaks(Persistent):
    """Knows what the vendor's client raises, and not what comes from below."""

    lost = (ApiError, ObolusTimeout, ValueError)


class LeaksTimeouts(Persistent):
    """Takes the vendor's timeout for one of the network's."""

    lost = (ApiError, OSError, HTTPException, ValueError)


class LeaksOutages(Persistent):
    """Knows the network's exceptions, and forgets that Obolus can answer with a 503."""

    lost = (ObolusTimeout, OSError, HTTPException, ValueError)


class LeaksTornReplies(Persistent):
    """Relies on every reply to be JSON."""

    lost = (ApiError, ObolusTimeout, OSError, HTTPException)


class LeaksAtTheEnd(Persistent):
    """Knows all that can go wrong, and when its tries are used up raises the vendor's error all the same."""

    def charge(self, idempotency_key: str, cents: int) -> Result:
        """Charge, or raise."""
        result = super().charge(idempotency_key, cents)
        if isinstance(result, Unavailable):
            raise ApiError(503, result.reason, None)
        return result


class PaperReceipt(Persistent):
    """Takes a 200 for a yes."""

    def read(self, payment: Payment, cents: int) -> Result:
        """Write a receipt whatever the state."""
        return Receipt(payment.id, cents)


class SharedKey(Persistent):
    """Makes the key from the amount."""

    def token(self, key: str, cents: int, attempt: int) -> str:
        """Name the price, not the purchase."""
        return f"curtain-{cents}"


class Forgets(OneTry):
    """Gives an order up for good when its first reply is lost."""

    def __init__(self, client: ObolusClient) -> None:
        super().__init__(client)
        self.given_up: set[str] = set()

    def charge(self, idempotency_key: str, cents: int) -> Result:
        """Never ask again for an order that was Unavailable once."""
        if idempotency_key in self.given_up:
            return Unavailable("given up")
        result = super().charge(idempotency_key, cents)
        if isinstance(result, Unavailable):
            self.given_up.add(idempotency_key)
        return result


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of gateway.

    Attributes:
        make: makes one around a client.
        does: what it does, to follow "a gateway that ...".
    """

    make: Callable[[ObolusClient], Any]
    does: str


SOUND = (
    Sort(Persistent, "asks up to four times by itself, always with the order's key"),
    Sort(OneTry, "asks Obolus once, says `Unavailable` if the reply is lost, and gives the `Receipt` when asked again"),
    Sort(Remembers, "remembers its receipts, and looks a lost one up before it asks a second time"),
)

LEAKING = (
    Sort(LeaksBreaks, "lets the network's exception out of `charge` when the connection is closed without a reply"),
    Sort(LeaksTimeouts, "lets the vendor's `ObolusTimeout` out of `charge` when no reply comes in time"),
    Sort(LeaksOutages, "lets the vendor's `ApiError` out of `charge` when Obolus answers with a 503"),
    Sort(LeaksTornReplies, "lets a `JSONDecodeError` out of `charge` when the reply is cut off in the middle"),
    Sort(LeaksAtTheEnd, "asks up to four times, and then raises the vendor's `ApiError` where `Unavailable` is due"),
)
