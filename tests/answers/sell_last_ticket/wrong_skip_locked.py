"""SKIP LOCKED avoids the queue on the hot row.

Says: SKIP LOCKED passed over a row
"""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        wanted = select(Pool).where(Pool.event_id == event_id, Pool.remaining >= quantity)
        pool = session.scalars(wanted.with_for_update(skip_locked=True)).one_or_none()
        if pool is None:
            return False
        pool.remaining -= quantity
        session.add(sold_order(event_id, customer_id, quantity))
        return True
