"""The port is idempotent: what was answered once for a key is the answer for that key.

Says: when it was asked for again, Obolus was well at request 1
"""

import json
from collections.abc import Callable
from http.client import HTTPException

from boxoffice.obolus.sdk import ApiError, CardError, ObolusClient, ObolusError, ObolusTimeout
from boxoffice.payments import Declined, Receipt, Unavailable


class ObolusGateway:
    """The port to Obolus: cents and three results on this side, the vendor's SDK on the other."""

    def __init__(self, client: ObolusClient, sleep: Callable[[float], None]) -> None:
        self.client = client
        self.sleep = sleep
        self.answers: dict[str, Receipt | Declined | Unavailable] = {}

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        if idempotency_key not in self.answers:
            self.answers[idempotency_key] = self._charge(idempotency_key, cents)
        return self.answers[idempotency_key]

    def _charge(self, key: str, cents: int) -> Receipt | Declined | Unavailable:
        reason = ""
        for attempt in range(1, 6):
            wait = float(attempt)
            try:
                payment = self.client.create_payment(cents / 100, key, request_token=key)
            except CardError as error:
                return Declined(str(error.code))
            except ApiError as error:
                reason = str(error)
                if error.retry_after and error.retry_after.isdecimal():
                    wait = max(wait, int(error.retry_after))
                if wait > 30:
                    break
            except (ObolusError, ObolusTimeout, OSError, HTTPException, json.JSONDecodeError, UnicodeDecodeError) as error:
                reason = repr(error)
            else:
                if payment.state == "refused":
                    return Declined(str(payment.decline_code))
                return Receipt(str(payment.id), cents)
            if attempt < 5:
                self.sleep(wait)
        return Unavailable(reason)
