"""Obolus's Python SDK, as the vendor ships it. Curtain does not own this code and cannot change it.

It is written the way such SDKs are: it blocks, it counts money in floats, and what it raises has no common root.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit


class ObolusError(Exception):
    """Obolus answered, and did not do what was asked."""


class CardError(ObolusError):
    """The card was declined.

    Attributes:
        code: why, for example "insufficient_funds".
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"card declined: {code}")
        self.code = code


class ApiError(ObolusError):
    """Any other status than 200.

    Attributes:
        http_status: the status.
        retry_after: the Retry-After header as it came, or None.
    """

    def __init__(self, http_status: int, error: str, retry_after: str | None) -> None:
        super().__init__(f"{http_status} {error}")
        self.http_status = http_status
        self.retry_after = retry_after


class ObolusTimeout(Exception):  # noqa: N818 - the vendor's name, and the vendor's choice not to make it an ObolusError
    """No reply in time."""


@dataclass
class Payment:
    """What came back with a 200.

    Attributes:
        id: the payment's, or "" if there is none.
        state: "captured" or "refused".
        amount: in euros.
        decline_code: why it was refused, or "".
    """

    id: str
    state: str
    amount: float
    decline_code: str


class ObolusClient:
    """Talks to Obolus, one connection a request.

    Args:
        url: where Obolus listens.
        timeout: seconds without a sign of life after which a request is given up.
    """

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        self.address = urlsplit(url).netloc
        self.timeout = timeout

    def create_payment(
        self, amount: float, merchant_ref: str, currency: str = "EUR", request_token: str | None = None
    ) -> Payment:
        """Take money.

        Args:
            amount: in euros, with two decimals at the most.
            merchant_ref: your name for the payment; need not be unique.
            currency: "EUR".
            request_token: sent as `Idempotency-Key`.

        Returns:
            The payment. Do look at its state.

        Raises:
            CardError: the card was declined.
            ApiError: any other status than 200.
            ObolusTimeout: no reply in time.
        """
        headers = {"Content-Type": "application/json"}
        if request_token is not None:
            headers["Idempotency-Key"] = request_token
        body = json.dumps({"amount": float(amount), "currency": currency, "merchant_ref": merchant_ref})
        return _payment(self._send("POST", "/v1/payments", body, headers))

    def find_payments(self, merchant_ref: str) -> list[Payment]:
        """List the payments that were captured under a reference; see `create_payment`."""
        reply = self._send("GET", f"/v1/payments?merchant_ref={quote(merchant_ref)}", None, {})
        return [_payment(each) for each in reply["payments"]]

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Any:
        connection = HTTPConnection(self.address, timeout=self.timeout)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            reply = json.loads(response.read())
        except TimeoutError as error:
            raise ObolusTimeout(f"no reply within {self.timeout} s") from error
        finally:
            connection.close()
        if response.status == 402:
            raise CardError(reply["decline_code"])
        if response.status != 200:
            raise ApiError(response.status, reply["error"], response.getheader("Retry-After"))
        return reply


def _payment(reply: Any) -> Payment:
    return Payment(reply.get("id", ""), reply["state"], reply["amount"], reply.get("decline_code", ""))
