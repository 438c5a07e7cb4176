"""One retry is enough: who loses twice in a row?

Says: was overtaken 2 times
"""

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def attempt_sale(engine, event_id, customer_id, quantity):
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    for attempt in (1, 2):
        try:
            return attempt_sale(engine.execution_options(isolation_level="REPEATABLE READ"), event_id, customer_id, quantity)
        except OperationalError:
            if attempt == 2:
                raise
