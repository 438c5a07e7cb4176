"""What must be true of Curtain at any moment, whatever its customers do at the same time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, and_, func, or_, select

from boxoffice.checkout import BASKET_LIMIT
from boxoffice.models import Event, Hold, Order, Payment, Pool, Seat

INVARIANTS = {
    "I1": "sold and remaining places add up to the capacity",
    "I2": "a seat has at most one holder",
    "I3": f"a customer holds at most {BASKET_LIMIT} seats",
    "I4": "a paid order is charged exactly once",
    "I5": "a customer is told 'sold' exactly when an order says so",
}

_SOLD = ("sold", "paid")  # what an order may say while its places are the customer's


def broken_invariants(engine: Engine, told_sold: Iterable[tuple[int, int]] | None = None) -> dict[str, str]:
    """Report which of the five invariants do not hold now.

    Args:
        engine: Curtain's database.
        told_sold: what customers were told, as pairs (customer id, places); None leaves I5 out, since the
            database alone cannot know what was said.

    Returns:
        For each broken invariant its key in `INVARIANTS` and a sentence with the figures; empty if all hold.
    """
    broken: dict[str, str] = {}
    sold = select(func.coalesce(func.sum(Order.quantity), 0)).where(Order.event_id == Event.id, Order.status.in_(_SOLD))
    stock = (
        select(Event.id, Event.capacity, Pool.remaining, sold.scalar_subquery().label("sold"))
        .join(Pool, Pool.event_id == Event.id)
        .order_by(Event.id)
    )
    holders = (
        select(Hold.seat_id, func.count(func.distinct(Hold.customer_id)).label("holders"))
        .group_by(Hold.seat_id)
        .having(func.count(func.distinct(Hold.customer_id)) > 1)
        .order_by(Hold.seat_id)
    )
    taken = (
        select(Seat.id, Seat.holder, Hold.customer_id)
        .join(Hold, Hold.seat_id == Seat.id)
        .where(Seat.holder.is_not(None), Seat.holder != Hold.customer_id)
        .order_by(Seat.id)
    )
    baskets = (
        select(Hold.customer_id, func.count().label("held"))
        .group_by(Hold.customer_id)
        .having(func.count() > BASKET_LIMIT)
        .order_by(Hold.customer_id)
    )
    charges = (
        select(Order.id, func.count(Payment.id).label("charges"))
        .join(Payment, Payment.order_id == Order.id, isouter=True)
        .group_by(Order.id)
        .having(or_(func.count(Payment.id) > 1, and_(Order.status == "paid", func.count(Payment.id) == 0)))
        .order_by(Order.id)
    )
    with engine.connect() as connection:
        for row in connection.execute(stock):
            if row.sold + row.remaining != row.capacity:
                broken["I1"] = (
                    f"event {row.id}: {row.sold} sold and {row.remaining} remaining are not {row.capacity} places"
                )
        for row in connection.execute(holders):
            broken["I2"] = f"seat {row.seat_id} has {row.holders} holders"
        for row in connection.execute(taken):
            broken["I2"] = f"seat {row.id} is customer {row.holder}'s and in the basket of customer {row.customer_id}"
        for row in connection.execute(baskets):
            broken["I3"] = f"customer {row.customer_id} holds {row.held} seats"
        for row in connection.execute(charges):
            broken["I4"] = f"order {row.id} was charged {row.charges} times"
        if told_sold is not None:
            orders = select(Order.customer_id, Order.quantity).where(Order.status.in_(_SOLD))
            said, written = sorted(told_sold), sorted(tuple(row) for row in connection.execute(orders))
            if said != written:
                broken["I5"] = f"customers were told {said} (customer, places), the orders say {written}"
    return broken
