"""The customer's row is locked, so that two clicks of one customer meet; FOR SHARE is enough for a row that only stands for something.

Says: shared locks do not exclude each other
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Customer, Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update(read=True))
        query = select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id)
        if session.scalar(query) >= 4:
            return False
        expires_at = datetime.now(UTC) + timedelta(minutes=10)
        session.add(Hold(customer_id=customer_id, seat_id=seat_id, expires_at=expires_at))
        return True
