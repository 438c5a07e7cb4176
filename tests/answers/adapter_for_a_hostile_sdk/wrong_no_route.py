"""What a network raises is a ConnectionError.

Says: Not every failure of a network is a ConnectionError
"""

from boxoffice.obolus.sdk import ObolusClient, CardError, ApiError, ObolusTimeout, ObolusError
from boxoffice.payments import Declined, Receipt, Unavailable
import json, http.client

from decimal import Decimal
class ObolusGateway:
    def __init__(self, client, sleep):
        self.client = client
        self.sleep = sleep
    def charge(self, idempotency_key, cents):
        for attempt in range(5):
            wait = 0.1 * 2 ** attempt
            try:
                p = self.client.create_payment(cents / 100, idempotency_key, request_token=idempotency_key)
            except CardError as e:
                return Declined(e.code)
            except ApiError as e:
                wait = max(wait, float(e.retry_after or 0))
                last = e
            except (ObolusTimeout, ConnectionError, json.JSONDecodeError) as e:
                last = e
            else:
                if p.state == "refused":
                    return Declined(p.decline_code)
                return Receipt(p.id, int(Decimal(str(p.amount)) * 100))
            if attempt < 4: self.sleep(wait)
        return Unavailable(str(last))
