"""The customer's row is locked, so nobody else can add; when it is locked doesn't matter.

Says: took a lock before it wrote, but had counted before it had the lock
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Customer, Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
        session.get_one(Customer, customer_id, with_for_update=True)
        if held >= 4:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True
