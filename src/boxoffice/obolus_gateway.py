"""The adapter between Curtain's payment port and Obolus. No word of the vendor's passes this module."""

from __future__ import annotations

from boxoffice.obolus.sdk import CardError, ObolusClient, ObolusTimeout
from boxoffice.payments import Declined, Receipt, Unavailable


class ObolusGateway:
    """Charges through Obolus, with one try. It translates three replies: the receipt, the decline and the lost reply.

    What else Obolus can do still passes through. That is the first exercise of the lesson.

    Args:
        client: the vendor's; its timeout is how long a customer waits.
    """

    def __init__(self, client: ObolusClient) -> None:
        self._client = client

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        """Charge once for a key; see `PaymentGateway`."""
        try:
            payment = self._client.create_payment(cents / 100, idempotency_key, request_token=idempotency_key)
        except CardError as declined:
            return Declined(declined.code)
        except (ObolusTimeout, ConnectionError):
            return Unavailable("no reply")
        return Receipt(payment.id, round(payment.amount * 100))
