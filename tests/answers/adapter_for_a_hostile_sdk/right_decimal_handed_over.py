"""Hands the SDK a Decimal, which it makes a float of by itself; a function that calls itself for the next try."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, Callable

from boxoffice.obolus import sdk
from boxoffice.payments import Declined, Receipt, Unavailable

LOST = (sdk.ObolusTimeout, sdk.ApiError, OSError, HTTPException, json.JSONDecodeError)


def seconds(header: str) -> float:
    """Retry-After in either of its forms."""
    if header.isdecimal():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return 0.0


@dataclass(frozen=True)
class ObolusGateway:
    client: sdk.ObolusClient
    sleep: Callable[[float], None]

    def charge(self, idempotency_key: str, cents: int, tries_left: int = 4) -> Any:
        try:
            payment = self.client.create_payment(
                Decimal(cents) / 100, merchant_ref="curtain", request_token=idempotency_key
            )
        except sdk.CardError as declined:
            return Declined(reason=declined.code)
        except LOST as fault:
            if not tries_left:
                return Unavailable(str(fault))
            asked = seconds(getattr(fault, "retry_after", None) or "0")
            if asked > 30:
                return Unavailable("busy for longer than a buyer waits")
            self.sleep(min(30.0, asked + random.uniform(0.05, 2 ** (5 - tries_left))))
            return self.charge(idempotency_key, cents, tries_left - 1)
        match payment:
            case sdk.Payment(state="captured"):
                return Receipt(payment.id, round(payment.amount * 100))
            case _:
                return Declined(payment.decline_code)
