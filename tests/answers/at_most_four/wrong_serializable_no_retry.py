"""SERIALIZABLE makes it safe; there is nothing else to do.

Says: tab 2 saw OperationalError (SQLSTATE 40001, serialization_failure
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine.execution_options(isolation_level="SERIALIZABLE")) as session, session.begin():
        held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
        if held >= 4:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True
