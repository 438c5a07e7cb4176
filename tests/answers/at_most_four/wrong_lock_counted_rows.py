"""The rows that an aggregate reads can be locked with FOR UPDATE.

Says: FOR UPDATE is not allowed with aggregate functions
Outcome: raised
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        mine = select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id)
        if session.scalar(mine.with_for_update()) >= 4:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True
