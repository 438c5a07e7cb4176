"""Two layers: a translator without a loop, and a decorator that asks again while the translation says Unavailable."""

from http.client import HTTPException
from json import JSONDecodeError

from boxoffice.obolus.sdk import CardError, ObolusError, ObolusTimeout
from boxoffice.payments import Declined, Receipt, Unavailable


class BusyFor(Exception):
    pass


def seconds(header):
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        return 0.0


def ask(client, key, cents):
    try:
        payment = client.create_payment(cents / 100, key, "EUR", key)
    except CardError as error:
        return Declined(error.code), 0.0
    except ObolusError as error:
        return Unavailable(str(error)), seconds(error.retry_after)
    except (ObolusTimeout, OSError, HTTPException, JSONDecodeError):
        return Unavailable("the reply was lost"), 0.0
    if payment.state != "captured":
        return Declined(payment.decline_code), 0.0
    return Receipt(payment.id, cents), 0.0


def ObolusGateway(client, sleep):
    class Gateway:
        def charge(self, idempotency_key, cents):
            result, pause = ask(client, idempotency_key, cents)
            for backoff in (0.1, 0.2, 0.4, 0.8):
                if not isinstance(result, Unavailable) or pause > 30:
                    break
                sleep(min(30.0, backoff + pause))
                result, pause = ask(client, idempotency_key, cents)
            return result

    return Gateway()
