"""After 40001 the failed statement has to be sent again.

Says: PostgreSQL had ended the transaction (40001, serialization_failure
"""

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.checkout import sold_order
from boxoffice.models import Pool


def sell(engine: Engine, event_id: int, customer_id: int, quantity: int) -> bool:
    with Session(engine.execution_options(isolation_level="SERIALIZABLE")) as session, session.begin():
        remaining = session.scalar(select(Pool.remaining).where(Pool.event_id == event_id))
        if remaining < quantity:
            return False
        taken = update(Pool).where(Pool.event_id == event_id).values(remaining=remaining - quantity)
        for attempt in range(5):
            try:
                session.execute(taken)
                break
            except OperationalError:
                if attempt == 4:
                    raise
        session.add(sold_order(event_id, customer_id, quantity))
        return True
