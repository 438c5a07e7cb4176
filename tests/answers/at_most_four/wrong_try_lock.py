"""If the lock is not to be had, another click of the customer is being served: refuse.

Says: A lock that was not to be had at once was taken for a refusal
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        if not session.scalar(select(func.pg_try_advisory_xact_lock(4, customer_id))):
            return False
        held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
        if held >= 4:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True
