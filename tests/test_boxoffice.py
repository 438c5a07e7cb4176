"""Curtain alone: right for one customer at a time, and its five invariants each reported when it is broken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, insert, update
from sqlalchemy.orm import Session

from boxoffice.checkout import BASKET_LIMIT, add_to_basket, sell, sell_and_charge, sold_order, take_seats
from boxoffice.evening import FRIDAY, open_evening
from boxoffice.invariants import INVARIANTS, broken_invariants
from boxoffice.models import Hold, Order, Payment, Pool, Seat
from boxoffice.payments import Declined, Receipt, Unavailable
from coursekit import postgres


@pytest.fixture
def engine() -> Iterator[Engine]:
    with postgres.scratch(postgres.url()) as url:
        engine = create_engine(url)
        open_evening(engine, places=5, seats=6, customers=2)
        yield engine
        engine.dispose()


class Gateway:
    def __init__(self) -> None:
        self.charged: dict[str, int] = {}

    def charge(self, idempotency_key: str, cents: int) -> Receipt:
        self.charged[idempotency_key] = cents
        return Receipt(f"receipt {len(self.charged)}", cents)


class NoMoney:
    def __init__(self, answer: Declined | Unavailable) -> None:
        self.answer = answer

    def charge(self, idempotency_key: str, cents: int) -> Declined | Unavailable:
        return self.answer


def test_an_evening_starts_whole(engine: Engine) -> None:
    assert broken_invariants(engine, told_sold=[]) == {}


def test_places_are_sold_until_they_are_gone(engine: Engine) -> None:
    assert [sell(engine, 1, 1, quantity) for quantity in (3, 3, 2, 1)] == [True, False, True, False]
    assert broken_invariants(engine, told_sold=[(1, 3), (1, 2)]) == {}


def test_seats_are_taken_together_or_not_at_all(engine: Engine) -> None:
    assert take_seats(engine, 1, [1, 2])
    assert not take_seats(engine, 2, [3, 2])
    with Session(engine) as session:
        assert [session.get_one(Seat, seat).holder for seat in (1, 2, 3)] == [1, 1, None]


def test_a_basket_has_room_for_four(engine: Engine) -> None:
    assert [add_to_basket(engine, 1, seat) for seat in range(1, 7)] == [True] * BASKET_LIMIT + [False, False]
    assert broken_invariants(engine) == {}


def test_a_sale_is_charged_once(engine: Engine) -> None:
    gateway = Gateway()
    assert sell_and_charge(engine, gateway, 1, 1, 2)
    assert not sell_and_charge(engine, gateway, 1, 2, 4)
    assert list(gateway.charged.values()) == [9_000]
    assert broken_invariants(engine, told_sold=[(1, 2)]) == {}


@pytest.mark.parametrize("answer", [Declined("no money"), Unavailable("503")], ids=lambda answer: type(answer).__name__)
def test_without_a_receipt_nothing_is_sold(engine: Engine, answer: Declined | Unavailable) -> None:
    assert not sell_and_charge(engine, NoMoney(answer), 1, 1, 2)
    assert broken_invariants(engine, told_sold=[]) == {}
    assert sell_and_charge(engine, Gateway(), 1, 1, 5)


def hold(customer: int, seat: int) -> Hold:
    return Hold(customer_id=customer, seat_id=seat, expires_at=FRIDAY)


def test_each_broken_invariant_is_reported_with_its_figures(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(Pool).values(remaining=4))
        session.add_all([hold(1, 1), hold(2, 1), *(hold(2, seat) for seat in (2, 3, 4, 5))])
        order = sold_order(1, 1, 2)
        session.add(order)
        session.flush()
        session.execute(insert(Payment).values([{"order_id": order.id, "cents": 9_000, "reference": "r"}] * 2))
    broken = broken_invariants(engine, told_sold=[(1, 2), (2, 1)])
    assert broken.keys() == INVARIANTS.keys()
    assert broken["I1"] == "event 1: 2 sold and 4 remaining are not 5 places"
    assert broken["I2"] == "seat 1 has 2 holders"
    assert broken["I3"] == "customer 2 holds 5 seats"
    assert broken["I4"].endswith("was charged 2 times")
    assert broken["I5"] == "customers were told [(1, 2), (2, 1)] (customer, places), the orders say [(1, 2)]"


def test_a_seat_sold_from_under_a_basket_is_reported(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add(hold(1, 1))
        session.execute(update(Seat).where(Seat.id == 1).values(holder=2))
    assert broken_invariants(engine) == {"I2": "seat 1 is customer 2's and in the basket of customer 1"}


def test_a_paid_order_without_a_charge_is_reported(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add(sold_order(1, 1, 1))
        session.execute(update(Pool).values(remaining=4))
        session.flush()
        session.execute(update(Order).values(status="paid"))
    broken = broken_invariants(engine, told_sold=[(1, 1)])
    assert broken.keys() == {"I4"}
    assert broken["I4"].endswith("was charged 0 times")
