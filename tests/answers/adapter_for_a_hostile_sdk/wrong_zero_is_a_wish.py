"""Obolus knows best: where it names a pause, that one; the back-off where it names none.

Says: answered 503 with `Retry-After: 0`, each time
"""

import json
from collections.abc import Callable
from http.client import HTTPException

from boxoffice.obolus.sdk import ApiError, CardError, ObolusClient, ObolusError, ObolusTimeout
from boxoffice.payments import Declined, Receipt, Unavailable


def asked_for(error: Exception) -> int | None:
    try:
        return int(error.retry_after)  # type: ignore[attr-defined]
    except (AttributeError, TypeError, ValueError):
        return None


class ObolusGateway:
    """The port to Obolus: cents and three results on this side, the vendor's SDK on the other."""

    def __init__(self, client: ObolusClient, sleep: Callable[[float], None]) -> None:
        self.client = client
        self.sleep = sleep

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        for backoff in (1, 2, 4, 8, None):
            try:
                payment = self.client.create_payment(cents / 100, idempotency_key, request_token=idempotency_key)
            except CardError as error:
                return Declined(str(error.code))
            except (ObolusError, ObolusTimeout, OSError, HTTPException, json.JSONDecodeError, UnicodeDecodeError) as error:
                pause, why = asked_for(error), f"{type(error).__name__} {error}"
            else:
                if payment.state == "captured":
                    return Receipt(str(payment.id), cents)
                return Declined(str(payment.decline_code))
            if backoff is None or (pause is not None and pause > 30):
                break
            self.sleep(backoff if pause is None else pause)
        return Unavailable(why)
