"""A wait has its bound, whatever the vendor asks for.

Says: slept for [30.0, 30.0, 30.0] seconds and asked 4 times
"""

from http.client import HTTPException
from json import JSONDecodeError

from boxoffice.obolus.sdk import ApiError, CardError, ObolusTimeout
from boxoffice.payments import Declined, Receipt, Unavailable


class ObolusGateway:
    def __init__(self, client, sleep):
        self._client, self._sleep = client, sleep

    def charge(self, idempotency_key, cents):
        pause = 0.0
        for attempt in range(4):
            if attempt:
                self._sleep(pause)
            pause = 2.0**attempt
            try:
                payment = self._client.create_payment(cents / 100, idempotency_key, request_token=idempotency_key)
            except CardError as error:
                return Declined(error.code)
            except ApiError as error:
                header = error.retry_after or ""
                pause = min(30.0, max(pause, float(header) if header.isdecimal() else 0.0))
                reason = f"Obolus answered {error.http_status}"
            except (ObolusTimeout, OSError, HTTPException, JSONDecodeError) as error:
                reason = f"no readable reply from Obolus ({type(error).__name__})"
            else:
                if payment.state == "captured":
                    return Receipt(payment.id, cents)
                return Declined(payment.decline_code)
        return Unavailable(reason)
