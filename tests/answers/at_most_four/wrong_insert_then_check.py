"""Insert first and count afterwards: whoever sees five takes it back.

Says: Each inserted first and counted then
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin() as transaction:
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        session.flush()
        held = session.scalar(select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id))
        if held > 4:
            transaction.rollback()
            return False
        return True
