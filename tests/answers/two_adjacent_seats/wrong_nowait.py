"""If a seat is locked, it is as good as taken.

Says: PostgreSQL had answered with an error (55P03
"""

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    try:
        with Session(engine) as session, session.begin():
            wanted = select(Seat).where(Seat.id.in_(seat_ids)).order_by(Seat.id).with_for_update(nowait=True)
            seats = session.scalars(wanted).all()
            if any(seat.holder is not None for seat in seats):
                return False
            for seat in seats:
                seat.holder = customer_id
            return True
    except OperationalError:
        return False
