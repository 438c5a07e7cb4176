"""Obolus, the vendor: what its server takes from customers under each fault, and what its SDK makes of the replies."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.client import RemoteDisconnected
from itertools import repeat

import pytest

from boxoffice.obolus.sdk import ApiError, CardError, ObolusClient, ObolusTimeout
from boxoffice.obolus.server import Fault, ObolusServer


@pytest.fixture
def obolus() -> Iterator[ObolusServer]:
    with ObolusServer() as server:
        yield server


def taken(obolus: ObolusServer) -> list[int]:
    return [charge.cents for charge in obolus.charges]


def test_a_payment_is_captured_and_found(obolus: ObolusServer) -> None:
    client = ObolusClient(obolus.url)
    payment = client.create_payment(19.99, "order 1")
    assert (payment.state, payment.amount) == ("captured", 19.99)
    assert payment.id == obolus.charges[0].payment_id
    assert client.find_payments("order 1") == [payment]
    assert client.find_payments("order 2") == []
    assert taken(obolus) == [1_999]


@pytest.mark.parametrize(
    ("fault", "error", "cents"),
    [
        (Fault.CLOSED_AFTER_CHARGING, RemoteDisconnected, [4_500]),
        (Fault.MALFORMED, json.JSONDecodeError, [4_500]),
        (Fault.CLOSED, RemoteDisconnected, []),
        (Fault.CHARGED_LATE, RemoteDisconnected, []),
        (Fault.UNAVAILABLE, ApiError, []),
        (Fault.BUSY, ApiError, []),
        (Fault.DECLINED, CardError, []),
    ],
)
def test_each_fault_raises_from_its_own_root(
    obolus: ObolusServer, fault: Fault, error: type[Exception], cents: list[int]
) -> None:
    obolus.script([fault])
    with pytest.raises(error):
        ObolusClient(obolus.url).create_payment(45.0, "order 1")
    assert taken(obolus) == cents


@pytest.mark.parametrize(("fault", "cents"), [(Fault.TIMEOUT, []), (Fault.TIMEOUT_AFTER_CHARGING, [4_500])])
def test_a_kept_reply_times_out(obolus: ObolusServer, fault: Fault, cents: list[int]) -> None:
    obolus.script([fault])
    with pytest.raises(ObolusTimeout):
        ObolusClient(obolus.url, timeout=0.01).create_payment(45.0, "order 1")
    obolus.wait_for_requests(1)  # the client may have given up before the server read it
    assert taken(obolus) == cents


def test_a_refusal_is_a_payment(obolus: ObolusServer) -> None:
    obolus.script([Fault.REFUSED])
    payment = ObolusClient(obolus.url).create_payment(45.0, "order 1")
    assert (payment.id, payment.state, payment.decline_code) == ("", "refused", "lost_card")
    assert taken(obolus) == []


def test_a_busy_server_says_for_how_long(obolus: ObolusServer) -> None:
    obolus.script([Fault.BUSY, Fault.UNAVAILABLE])
    found = []
    for _ in range(2):
        with pytest.raises(ApiError) as caught:
            ObolusClient(obolus.url).create_payment(45.0, "order 1")
        found.append((caught.value.http_status, caught.value.retry_after))
    assert found == [(503, "2"), (503, None)]


@pytest.mark.parametrize("fault", [Fault.CLOSED_AFTER_CHARGING, Fault.MALFORMED, Fault.CHARGED_LATE, Fault.CLOSED])
def test_a_key_is_charged_once(obolus: ObolusServer, fault: Fault) -> None:
    client = ObolusClient(obolus.url)
    obolus.script([fault])
    with pytest.raises((OSError, ValueError)):
        client.create_payment(45.0, "order 1", request_token="key 1")
    first = client.create_payment(45.0, "order 1", request_token="key 1")
    assert client.create_payment(45.0, "order 1", request_token="key 1") == first
    assert taken(obolus) == [4_500]
    client.create_payment(45.0, "order 1", request_token="key 2")
    assert taken(obolus) == [4_500, 4_500]


def test_without_a_key_a_late_charge_comes_on_top(obolus: ObolusServer) -> None:
    client = ObolusClient(obolus.url)
    obolus.script([Fault.CHARGED_LATE])
    with pytest.raises(RemoteDisconnected):
        client.create_payment(45.0, "order 1")
    assert client.find_payments("order 1") == []
    client.create_payment(45.0, "order 1")
    assert taken(obolus) == [4_500, 4_500]


def test_a_decline_stays_a_decline_under_its_key(obolus: ObolusServer) -> None:
    obolus.script([Fault.DECLINED])
    for _ in range(2):
        with pytest.raises(CardError):
            ObolusClient(obolus.url).create_payment(45.0, "order 1", request_token="key 1")


def test_another_amount_under_a_key_is_a_conflict(obolus: ObolusServer) -> None:
    client = ObolusClient(obolus.url)
    client.create_payment(45.0, "order 1", request_token="key 1")
    with pytest.raises(ApiError, match="409"):
        client.create_payment(46.0, "order 1", request_token="key 1")
    assert taken(obolus) == [4_500]


@pytest.mark.parametrize("amount", [57 * 0.01, 0.0, -1.0, float("nan")])
def test_no_fractions_of_a_cent(obolus: ObolusServer, amount: float) -> None:
    with pytest.raises(ApiError, match="422"):
        ObolusClient(obolus.url).create_payment(amount, "order 1")
    assert taken(obolus) == []


def test_every_digit_of_a_request_is_kept(obolus: ObolusServer) -> None:
    client = ObolusClient(obolus.url)
    client.create_payment(19.99, "order 1", request_token="key 1")
    with pytest.raises(ApiError):
        client.create_payment(1_999 * 0.01, "order 2")
    assert [request.amount for request in obolus.requests] == [Decimal("19.99"), Decimal("19.990000000000002")]
    assert [request.idempotency_key for request in obolus.requests] == ["key 1", None]


def test_an_outage_may_last(obolus: ObolusServer) -> None:
    obolus.script(repeat(Fault.UNAVAILABLE))
    for _ in range(10):
        with pytest.raises(ApiError):
            ObolusClient(obolus.url).create_payment(45.0, "order 1")


def test_the_end_lets_a_waiting_client_go_and_leaves_no_thread(capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    gone = []

    def pay(url: str) -> None:
        try:
            ObolusClient(url).create_payment(45.0, "order 1")
        except RemoteDisconnected:
            gone.append("closed")

    with ObolusServer([Fault.TIMEOUT]) as obolus:
        buyer = threading.Thread(target=pay, args=(obolus.url,))
        buyer.start()
        obolus.wait_for_requests(1)
    buyer.join()
    assert gone == ["closed"]
    assert threading.active_count() == before
    assert capfd.readouterr() == ("", "")
