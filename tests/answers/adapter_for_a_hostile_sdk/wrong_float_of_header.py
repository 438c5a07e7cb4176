"""Retry-After is a number of seconds.

Says: `Retry-After: Fri, 31 Dec 1999 23:59:59 GMT`, and ValueError came out
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
                asked = float(error.retry_after or 0)
                if asked > 30:
                    return Unavailable(f"Obolus is busy for {asked:g} s")
                pause = max(pause, asked)
                reason = f"Obolus answered {error.http_status}"
            except (ObolusTimeout, OSError, HTTPException, JSONDecodeError) as error:
                reason = f"no readable reply from Obolus ({type(error).__name__})"
            else:
                if payment.state == "captured":
                    return Receipt(payment.id, cents)
                return Declined(payment.decline_code)
        return Unavailable(reason)
