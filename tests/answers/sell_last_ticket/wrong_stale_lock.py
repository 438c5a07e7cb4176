"""FOR UPDATE refreshes the object that the session already holds.

Says: The locking SELECT then waited for the other buyer and came back with 0, but the sale rested on the 1
"""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False  # sold out long ago: no need to queue
        session.scalars(select(Pool).where(Pool.event_id == event_id).with_for_update()).one()
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True
