from collections.abc import Callable

from boxoffice.obolus.sdk import ObolusClient
from boxoffice.payments import Declined, Receipt, Unavailable


class ObolusGateway:
    """The port to Obolus: cents and three results on this side, the vendor's SDK on the other."""

    def __init__(self, client: ObolusClient, sleep: Callable[[float], None]) -> None:
        self.client = client
        self.sleep = sleep

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        ...  # your code