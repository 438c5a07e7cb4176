"""A header that cannot be read asks for no pause, so the next try follows.

Says: and did not sleep. Between two requests
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

    def charge(self, idempotency_key: str, cents: int) -> Receipt | Declined | Unavailable:
        reason = ""
        for attempt in range(1, 6):
            pause = 0.5 * attempt
            try:
                payment = self.client.create_payment(cents / 100, idempotency_key, request_token=idempotency_key)
            except CardError as error:
                return Declined(str(error.code))
            except ApiError as error:
                reason = str(error)
                if error.retry_after is not None:
                    try:
                        pause = max(pause, int(error.retry_after))
                    except ValueError:
                        continue
                if pause > 30:
                    break
            except (ObolusError, ObolusTimeout, OSError, HTTPException, json.JSONDecodeError, UnicodeDecodeError) as error:
                reason = repr(error)
            else:
                if payment.state == "refused":
                    return Declined(str(payment.decline_code))
                return Receipt(str(payment.id), cents)
            if attempt < 5:
                self.sleep(pause)
        return Unavailable(reason)
