"""If the version has changed, the place is gone.

Says: The UPDATE found no row because the version had changed meanwhile
"""

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine) as session, session.begin():
        pool = session.get_one(Pool, event_id)
        if pool.remaining < quantity:
            return False
        taken = session.execute(
            update(Pool)
            .where(Pool.event_id == event_id, Pool.version == pool.version)
            .values(remaining=pool.remaining - quantity, version=pool.version + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount == 0:
            return False
        session.add(sold_order(event_id, customer_id, quantity))
        return True
