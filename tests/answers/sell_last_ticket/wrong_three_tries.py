"""Three tries under SERIALIZABLE, then the buyer is told that nothing is left.

Says: Dora wants 1 and Emil wants 1. Ada was told that not enough is left
"""

import time

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    for attempt in range(3):
        try:
            with Session(engine.execution_options(isolation_level="SERIALIZABLE")) as session, session.begin():
                pool = session.get_one(Pool, event_id)
                if pool.remaining < quantity:
                    return False
                pool.remaining -= quantity
                session.add(sold_order(event_id, customer_id, quantity))
            return True
        except OperationalError as error:
            if error.orig.sqlstate != "40001":
                raise
            time.sleep(0.01 * 2**attempt)
    return False
