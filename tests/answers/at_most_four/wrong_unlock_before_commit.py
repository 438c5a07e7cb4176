"""A session lock around count and insert, given back as soon as the work is done, which is before the COMMIT.

Says: gave it back before the insert was committed
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        session.execute(select(func.pg_advisory_lock(customer_id)))
        try:
            query = select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id)
            if session.scalar(query) >= 4:
                return False
            expires_at = datetime.now(UTC) + timedelta(minutes=10)
            session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
            session.flush()
            return True
        finally:
            session.execute(select(func.pg_advisory_unlock(customer_id)))
