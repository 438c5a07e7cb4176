"""An INSERT has a rowcount like an UPDATE. (SQLAlchemy doesn't keep it for an `insert()`: it is -1.)

Says: returned False, but a hold was written
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import DateTime, Engine, func, insert, literal, select
from sqlalchemy.orm import Session

from boxoffice.models import Customer, Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    with Session(engine) as session, session.begin():
        session.get_one(Customer, customer_id, with_for_update={"key_share": True})
        held = select(func.count()).select_from(Hold).where(Hold.customer_id == customer_id).scalar_subquery()
        expires_at = literal(datetime.now(UTC) + timedelta(minutes=10), DateTime(timezone=True))
        new = select(literal(customer_id), literal(seat_id), expires_at).where(held < 4)
        added = session.execute(insert(Hold).from_select(["customer_id", "seat_id", "expires_at"], new))
        return added.rowcount == 1
