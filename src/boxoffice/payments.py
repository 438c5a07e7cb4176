"""The port to whoever takes the money."""

from __future__ import annotations

from typing import Protocol


class PaymentGateway(Protocol):
    """Takes money for orders. Blocking: a call waits for a network that Curtain does not own."""

    def charge(self, idempotency_key: str, cents: int) -> str:
        """Charge once for a key, however often it is called with it.

        Args:
            idempotency_key: names the order; the same key is never charged twice.
            cents: how much, in cents.

        Returns:
            The gateway's reference for the charge.
        """
        ...
