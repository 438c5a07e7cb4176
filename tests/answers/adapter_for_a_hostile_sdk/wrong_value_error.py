"""JSONDecodeError is a ValueError, so ValueError is caught.

Says: as `http.client` does for a header
"""

from boxoffice.obolus.sdk import ObolusClient, CardError, ApiError, ObolusTimeout, ObolusError
from boxoffice.payments import Declined, Receipt, Unavailable
import json, http.client

class ObolusGateway:
    def __init__(self, client, sleep):
        self.client = client
        self.sleep = sleep
    def charge(self, idempotency_key, cents):
        for attempt in range(5):
            wait = 0.1 * 2 ** attempt
            try:
                p = self.client.create_payment(cents / 100, idempotency_key, request_token=idempotency_key)
                if p.state == "refused":
                    return Declined(p.decline_code)
                return Receipt(p.id, round(p.amount * 100))
            except CardError as e:
                return Declined(e.code)
            except ApiError as e:
                wait = max(wait, float(e.retry_after or 0))
            except (ObolusTimeout, OSError, http.client.HTTPException, ValueError):
                pass
            attempt < 4 and self.sleep(wait)
        return Unavailable("no reply")
