"""An advisory lock on the event, taken before the first read and released with the transaction."""

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        session.execute(select(func.pg_advisory_xact_lock(event_id)))
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False
        pool.remaining -= quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True
