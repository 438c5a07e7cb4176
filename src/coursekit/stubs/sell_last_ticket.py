from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    """Sell standing places: True if they are the customer's now, False if fewer are left."""
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False
        pool.remaining = pool.remaining - quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True