"""One lock for all baskets is simple, and NOWAIT keeps it fast.

Says: PostgreSQL had answered with an error (55P03
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    try:
        with Session(engine) as session, session.begin():
            session.execute(text("LOCK TABLE hold IN EXCLUSIVE MODE NOWAIT"))
            held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
            if held >= 4:
                return False
            expires_at = datetime.now(UTC) + timedelta(minutes=10)
            session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
            return True
    except OperationalError:
        return False
