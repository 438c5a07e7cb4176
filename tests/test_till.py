"""The till before and after: one charges twice when a reply is lost, the other one charges once. On a socket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import repeat

import pytest

from boxoffice import till
from boxoffice.cash_desk import CashDesk
from boxoffice.composition import open_cash_desk
from boxoffice.fake_gateway import FakeGateway
from boxoffice.obolus.sdk import ObolusClient
from boxoffice.obolus.server import Fault, ObolusServer
from boxoffice.obolus_gateway import ObolusGateway
from boxoffice.payments import Declined, PaymentGateway, Receipt, Unavailable
from boxoffice.purchase import Purchase

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HELD = Purchase("A-1", 4_500, held_until=NOON + timedelta(minutes=10))


def basket(minutes: int = 10) -> Purchase:
    return Purchase("A-1", 4_500, held_until=datetime.now(UTC) + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("faults", "told", "taken"),
    [
        ([], "paid", 1),
        ([Fault.DECLINED], "declined", 0),
        ([Fault.CLOSED], "paid", 1),
        ([Fault.CLOSED_AFTER_CHARGING], "paid", 2),  # the seeded fault
        (repeat(Fault.CLOSED), "try again", 0),
    ],
)
def test_the_till_charges_again_when_a_reply_is_lost(
    monkeypatch: pytest.MonkeyPatch, faults: list[Fault], told: str, taken: int
) -> None:
    monkeypatch.setattr(till.time, "sleep", lambda seconds: None)
    with ObolusServer(faults) as obolus:
        monkeypatch.setenv("OBOLUS_URL", obolus.url)
        assert till.check_out(basket()) == told
    assert len(obolus.charges) == taken


def test_the_till_knows_when_seats_are_back_on_sale() -> None:
    assert till.check_out(basket(minutes=-1)) == "expired"


def test_the_cash_desk_tells_what_the_gateway_answers() -> None:
    assert CashDesk(FakeGateway()).check_out(HELD, NOON) == "paid"
    assert CashDesk(FakeGateway(limit=4_499)).check_out(HELD, NOON) == "declined"
    assert CashDesk(FakeGateway(lost_replies=1)).check_out(HELD, NOON) == "try again"


def test_the_cash_desk_charges_nobody_for_seats_that_are_back_on_sale() -> None:
    gateway = FakeGateway()
    assert CashDesk(gateway).check_out(HELD, HELD.held_until) == "expired"
    assert gateway.charged == {}


def test_the_cash_desk_charges_once_over_a_restart() -> None:
    with ObolusServer([Fault.CLOSED_AFTER_CHARGING]) as obolus:
        assert open_cash_desk(obolus.url).check_out(HELD, NOON) == "try again"
        assert open_cash_desk(obolus.url).check_out(HELD, NOON) == "paid"
    assert [charge.cents for charge in obolus.charges] == [4_500]


def test_the_fake_keeps_a_ledger() -> None:
    gateway: PaymentGateway = (fake := FakeGateway(limit=5_000, lost_replies=1))
    assert gateway.charge("A-1", 5_001) == Declined("card limit")
    assert gateway.charge("A-1", 5_000) == Unavailable("no reply")
    assert gateway.charge("A-1", 5_000) == gateway.charge("A-1", 5_000) == Receipt("fake 1", 5_000)
    assert gateway.charge("A-2", 1) == Receipt("fake 2", 1)
    assert fake.charged == {"A-1": 5_000, "A-2": 1}


@pytest.mark.parametrize("cents", [29, 1_999, 4_500, 113_990])
def test_the_adapter_translates_amounts(cents: int) -> None:
    with ObolusServer() as obolus:
        gateway: PaymentGateway = ObolusGateway(ObolusClient(obolus.url))
        assert gateway.charge("A-1", cents) == Receipt(obolus.charges[0].payment_id, cents)
    assert [charge.cents for charge in obolus.charges] == [cents]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.DECLINED, Declined("insufficient_funds")),
        (Fault.CLOSED_AFTER_CHARGING, Unavailable("no reply")),
        (Fault.TIMEOUT, Unavailable("no reply")),
    ],
)
def test_the_adapter_translates_declines_and_silence(fault: Fault, expected: Declined | Unavailable) -> None:
    with ObolusServer([fault]) as obolus:
        assert ObolusGateway(ObolusClient(obolus.url, timeout=0.2)).charge("A-1", 4_500) == expected
