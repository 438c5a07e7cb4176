"""What somebody is about to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Purchase:
    """One basket on its way to the till. It is stored before anybody calls a payment gateway.

    Attributes:
        key: names the order, and no other. Whoever charges for it, today or after a crash, uses this key.
        cents: the price, in cents.
        held_until: when the seats go back on sale; with time zone.
    """

    key: str
    cents: int
    held_until: datetime
