"""A lock around the critical section keeps the others out.

Says: `counter` is a lock in one process
"""

import threading

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool

counter = threading.Lock()


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with counter, Session(engine) as session, session.begin():
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True
