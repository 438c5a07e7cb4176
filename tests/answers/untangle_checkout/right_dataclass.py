"""A dataclass with its collaborators as fields; the class itself is the factory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, PaymentGateway, Receipt

ANSWERS = {Receipt: "sold", Declined: "declined"}


@dataclass
class Checkout:
    gateway: PaymentGateway
    clock: Callable[[], datetime]
    sold: set[str] = field(default_factory=set)

    def __call__(self, order_id: str, cents: int) -> str:
        if order_id in self.sold:
            return "sold"
        if self.clock() < FRIDAY:
            return "not on sale"
        answer = ANSWERS.get(type(self.gateway.charge(order_id, cents)), "try again")
        if answer == "sold":
            self.sold.add(order_id)
        return answer


make_checkout = Checkout
