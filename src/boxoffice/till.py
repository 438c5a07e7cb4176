"""The till: where a basket is paid for. This is Curtain's till as its team wrote it before the first Friday evening."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from uuid import uuid4

from boxoffice.obolus.sdk import CardError, ObolusClient, ObolusTimeout
from boxoffice.purchase import Purchase

TRIES = 3


def check_out(purchase: Purchase) -> str:
    """Charge for a basket, unless its seats have gone back on sale.

    Args:
        purchase: what to pay for.

    Returns:
        What the customer is told: "paid", "declined", "expired" or "try again".
    """
    if datetime.now(UTC) >= purchase.held_until:
        return "expired"
    obolus = ObolusClient(os.environ["OBOLUS_URL"])
    for attempt in range(TRIES):
        try:
            obolus.create_payment(purchase.cents / 100, purchase.key, request_token=uuid4().hex)
            return "paid"
        except CardError:
            return "declined"
        except (ObolusTimeout, ConnectionError):
            time.sleep(0.1 * 2**attempt)
    return "try again"
