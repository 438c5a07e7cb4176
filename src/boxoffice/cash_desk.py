"""The till, untangled: what Curtain decides when somebody pays, and nothing about who takes the money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from boxoffice.payments import Declined, PaymentGateway, Receipt, Unavailable
from boxoffice.purchase import Purchase

Told = Literal["paid", "declined", "expired", "try again"]


@dataclass(frozen=True, slots=True)
class CashDesk:
    """Lets customers pay.

    Attributes:
        gateway: who takes the money. It lives as long as the process does, so it is given to the constructor.
    """

    gateway: PaymentGateway

    def check_out(self, purchase: Purchase, now: datetime) -> Told:
        """Charge for a basket, unless its seats have gone back on sale.

        Args:
            purchase: what to pay for. Calling again with the same purchase does not charge again.
            now: the time of the click, with time zone. It differs from call to call, so it is an argument.

        Returns:
            What the customer is told. "try again" promises nothing: the money may have been taken.
        """
        if now >= purchase.held_until:
            return "expired"
        match self.gateway.charge(purchase.key, purchase.cents):
            case Receipt():
                return "paid"
            case Declined():
                return "declined"
            case Unavailable():
                return "try again"
