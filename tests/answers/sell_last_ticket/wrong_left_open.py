"""A lock is released by returning.

Says: the transaction was still open
"""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool

sessions: dict[int, Session] = {}


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    session = sessions.setdefault(customer_id, Session(engine))
    pool = session.get_one(Pool, event_id, with_for_update=True)
    if pool.remaining < quantity:
        return False
    pool.remaining -= quantity
    session.add(sold_order(event_id, customer_id, quantity))
    session.commit()
    return True
