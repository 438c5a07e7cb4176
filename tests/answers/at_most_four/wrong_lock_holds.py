"""Locking the rows that were counted locks the count.

Says: was not there to be locked
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        mine = select(Hold).where(Hold.customer_id == customer_id).with_for_update()
        if len(session.scalars(mine).all()) >= 4:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True
