"""What a buyer does: put seats in the basket, take places from the pool, pay.

This is Curtain as its team wrote it before the first Friday evening. Every function is right when it runs alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold, Order, Payment, Pool, Seat
from boxoffice.payments import PaymentGateway, Receipt

BASKET_LIMIT = 4
HOLD_MINUTES = 10


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    """Sell standing places from the event's pool.

    Args:
        engine: Curtain's database.
        event_id: the evening.
        customer_id: who buys.
        quantity: how many places, at least 1.

    Returns:
        True if the places are the customer's and an order says so, False if fewer are left.
    """
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False
        pool.remaining = pool.remaining - quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    """Give all of these seats to the customer, or none of them.

    Args:
        engine: Curtain's database.
        customer_id: who wants them.
        seat_ids: the seats, in the order in which the customer clicked.

    Returns:
        True if every seat was free and is now the customer's, else False and nothing has changed.
    """
    with Session(engine) as session, session.begin():
        for seat_id in seat_ids:
            seat = session.get_one(Seat, seat_id, with_for_update=True)
            if seat.holder is not None:
                session.rollback()
                return False
            seat.holder = customer_id
            session.flush()
        return True


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    """Hold one seat for the customer, who may hold at most `BASKET_LIMIT`.

    Whether the seat is free, and that expired holds go, is somebody else's job.

    Args:
        engine: Curtain's database.
        customer_id: whose basket.
        seat_id: the seat to hold for `HOLD_MINUTES` minutes.

    Returns:
        True if the seat is held now, False if the basket was full.
    """
    with Session(engine) as session, session.begin():
        held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
        if held is not None and held >= BASKET_LIMIT:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=HOLD_MINUTES)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True


def sell_and_charge(engine: Engine, gateway: PaymentGateway, event_id: int, customer_id: int, quantity: int) -> bool:
    """Sell places and charge for them in one transaction, so that nobody pays for a place that is gone.

    Args:
        engine: Curtain's database.
        gateway: who takes the money; its `charge` waits for a network.
        event_id: the evening.
        customer_id: who buys.
        quantity: how many places, at least 1.

    Returns:
        True if the places are the customer's and paid for. False if fewer are left or there is no receipt, and then
        nothing is sold.
    """
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, event_id, with_for_update=True)
        if pool.remaining < quantity:
            return False
        pool.remaining = pool.remaining - quantity
        order = sold_order(event_id, customer_id, quantity)
        session.add(order)
        session.flush()
        receipt = gateway.charge(order.idempotency_key, order.cents)
        if not isinstance(receipt, Receipt):
            session.rollback()
            return False
        session.add(Payment(order_id=order.id, cents=receipt.cents, reference=receipt.reference))
        return True


def sold_order(event_id: int, customer_id: int, quantity: int, cents_each: int = 4_500) -> Order:
    """Make the order that tells a customer "sold"; adding it to a session is the caller's part.

    Args:
        event_id: the evening.
        customer_id: who buys.
        quantity: how many places.
        cents_each: the price of one place, in cents.

    Returns:
        A new order, in no session yet.
    """
    return Order(
        customer_id=customer_id,
        event_id=event_id,
        quantity=quantity,
        cents=quantity * cents_each,
        status="sold",
        idempotency_key=uuid4().hex,
    )
