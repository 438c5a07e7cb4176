"""Optimistic: the UPDATE holds only for the version that was read; whoever is late reads and decides again."""

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    for _ in range(20):
        with Session(engine) as session, session.begin():
            pool = session.get_one(Pool, event_id)
            if pool.remaining < quantity:
                return False
            taken = (
                update(Pool)
                .where(Pool.event_id == event_id, Pool.version == pool.version)
                .values(remaining=pool.remaining - quantity, version=pool.version + 1)
                .execution_options(synchronize_session=False)
            )
            if session.execute(taken).rowcount == 1:
                session.add(sold_order(event_id, customer_id, quantity))
                return True
    raise RuntimeError("the pool changed twenty times while this buyer was waiting")
