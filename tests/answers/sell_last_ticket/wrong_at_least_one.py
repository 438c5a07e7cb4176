"""Somebody is served as long as there is a place; nobody tried to buy two with one left.

Says: 1 place is left, nobody else is buying. sell(engine, 1, 1, 2) returned True
"""

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        taken = (
            update(Pool)
            .where(Pool.event_id == event_id, Pool.remaining >= 1)
            .values(remaining=Pool.remaining - quantity)
        )
        if session.execute(taken).rowcount == 0:
            return False
        session.add(sold_order(event_id, customer_id, quantity))
        return True
