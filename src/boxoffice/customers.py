"""Customers who order over HTTP: what stands in for browsers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What checkout answered.

    Attributes:
        status: of HTTP.
        order_id: the order's; 0 after an error.
        told: what the customer reads on the page.
    """

    status: int
    order_id: int
    told: str


def order(port: int, customer_id: int, headers: Mapping[str, str] | None = None) -> Reply:
    """Order one place.

    Args:
        port: where checkout listens on loopback.
        customer_id: who buys.
        headers: to be sent along.

    Returns:
        The reply.

    Raises:
        OSError: there was none.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        return _order(connection, customer_id, headers or {})
    finally:
        connection.close()


def crowd(port: int, customer_ids: Iterable[int], at_once: int = 8) -> list[Reply]:
    """Order one place for each of many customers, over as many connections as there are customers at once.

    Args:
        port: where checkout listens on loopback.
        customer_ids: who buys.
        at_once: how many wait for a reply at any time.

    Returns:
        The replies, sorted by the order's id.

    Raises:
        OSError: a customer got none.
    """
    waiting = iter(list(customer_ids))  # each thread takes the next one

    def queue(_: int) -> list[Reply]:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            return [_order(connection, customer_id, {}) for customer_id in waiting]
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as threads:
        replies = [reply for each in threads.map(queue, range(at_once)) for reply in each]
    return sorted(replies, key=lambda reply: reply.order_id)


def _order(connection: HTTPConnection, customer_id: int, headers: Mapping[str, str]) -> Reply:
    body = json.dumps({"customer_id": customer_id, "quantity": 1})
    connection.request("POST", "/orders", body, {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    answer: dict[str, Any] = json.loads(response.read())
    return Reply(response.status, answer["order_id"], answer["told"])
