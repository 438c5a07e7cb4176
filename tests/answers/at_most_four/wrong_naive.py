"""A transaction isolates: the count stays true until I commit.

Says: Each counted before any of the others had committed, and each inserted a row of its own, so that nobody touched a row of another's and nobody had to wait.
Like: wrong_repeatable_read
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
        if held >= 4:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True
