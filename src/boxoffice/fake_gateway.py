"""A payment gateway in memory, for tests. It keeps the port's promises; it knows nothing of any vendor."""

from __future__ import annotations

from dataclasses import dataclass, field

from boxoffice.payments import Declined, Receipt, Unavailable


@dataclass
class FakeGateway:
    """Takes money from nobody.

    Attributes:
        limit: the highest amount, in cents, that the customer's card bears.
        lost_replies: how many of the next calls end without a reply, after the money was taken.
        charged: the ledger: for each key the cents that were taken, in the order in which they were.
    """

    limit: int = 1_000_000
    lost_replies: int = 0
    charged: dict[str, int] = field(default_factory=dict)

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        """Charge once for a key; see `PaymentGateway`."""
        if idempotency_key not in self.charged:
            if cents > self.limit:
                return Declined("card limit")
            self.charged[idempotency_key] = cents
        if self.lost_replies:
            self.lost_replies -= 1
            return Unavailable("no reply")
        return Receipt(f"fake {list(self.charged).index(idempotency_key) + 1}", self.charged[idempotency_key])
