"""SKIP LOCKED gives the seats that can be had; if not all come back, some are taken.

Says: SKIP LOCKED passed over a row
"""

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    with Session(engine) as session, session.begin():
        free = select(Seat).where(Seat.id.in_(seat_ids), Seat.holder.is_(None))
        seats = session.scalars(free.order_by(Seat.id).with_for_update(skip_locked=True)).all()
        if len(seats) < len(seat_ids):
            return False
        for seat in seats:
            seat.holder = customer_id
        return True
