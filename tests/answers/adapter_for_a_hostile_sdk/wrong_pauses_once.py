"""The pauses are a policy of the gateway's, so they are made with it.

Says: For the next order Obolus was well at request 3
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
        self.pauses = (0.5 * 2**number for number in range(4))

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        while True:
            asked = 0
            try:
                payment = self.client.create_payment(cents / 100, idempotency_key, request_token=idempotency_key)
            except CardError as error:
                return Declined(str(error.code))
            except ApiError as error:
                reason = str(error)
                if error.retry_after and error.retry_after.isdecimal():
                    asked = int(error.retry_after)
            except (ObolusError, ObolusTimeout, OSError, HTTPException, json.JSONDecodeError, UnicodeDecodeError) as error:
                reason = repr(error)
            else:
                if payment.state == "refused":
                    return Declined(str(payment.decline_code))
                return Receipt(str(payment.id), cents)
            pause = next(self.pauses, None)
            if pause is None or asked > 30:
                return Unavailable(reason)
            self.sleep(max(pause, asked))
