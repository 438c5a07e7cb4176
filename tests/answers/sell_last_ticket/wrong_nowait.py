"""If the row is locked, somebody else is taking the last place.

Says: PostgreSQL had answered with an error (55P03
"""

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    try:
        with Session(engine) as session, session.begin():
            pool = session.get_one(Pool, event_id, with_for_update={"nowait": True})
            if pool.remaining < quantity:
                return False
            pool.remaining -= quantity
            session.add(sold_order(event_id, customer_id, quantity))
            return True
    except OperationalError:
        return False
