"""The port to whoever takes the money, in the box office's words: orders are charged in cents, once, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """The money has been taken.

    Attributes:
        reference: what the gateway calls the payment; quote it to ask for the money back.
        cents: how much was taken.
    """

    reference: str
    cents: int


@dataclass(frozen=True, slots=True)
class Declined:
    """The customer's bank said no. Asking again changes nothing.

    Attributes:
        reason: for the customer and the log.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nobody could say whether the money was taken. Asking again with the same key is safe.

    Attributes:
        reason: for the log.
    """

    reason: str


class PaymentGateway(Protocol):
    """Takes money for orders. Blocking: a call waits for a network that Curtain does not own."""

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        """Charge once for a key, however often it is called with it.

        Args:
            idempotency_key: names the order; the same key is never charged twice.
            cents: how much, in cents.

        Returns:
            What became of it. No exception of a gateway's own leaves this method.
        """
        ...
