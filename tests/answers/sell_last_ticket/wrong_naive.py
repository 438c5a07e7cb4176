"""A transaction isolates: what I have read stays true until I commit.

Says: the pool went from 1 to 0. Ada and Ben had both read 1 before anyone wrote.
"""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        pool = session.scalars(select(Pool).where(Pool.event_id == event_id)).one()
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True
