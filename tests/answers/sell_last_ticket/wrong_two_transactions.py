"""The stock first, in a short transaction; the order can follow in its own.

Says: the pool went from 5 to 4 all the same
"""

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        taken = (
            update(Pool)
            .where(Pool.event_id == event_id, Pool.remaining >= quantity)
            .values(remaining=Pool.remaining - quantity)
        )
        if session.execute(taken).rowcount == 0:
            return False
    with Session(engine) as session, session.begin():
        session.add(sold_order(event_id, customer_id, quantity))
    return True
