"""SERIALIZABLE, and the whole transaction again when PostgreSQL says 40001."""

import random
import time

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
    strict = engine.execution_options(isolation_level="SERIALIZABLE")
    for attempt in range(10):
        try:
            return attempt_sale(strict, event_id, customer_id, quantity)
        except OperationalError as error:
            if error.orig.sqlstate != "40001" or attempt == 9:
                raise
            time.sleep(random.uniform(0, 0.002 * 2**attempt))
