"""Seats seen to be free can be taken: it is all one transaction.

Says: Both had seen a free seat before either wrote
"""

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    with Session(engine) as session, session.begin():
        seats = session.scalars(select(Seat).where(Seat.id.in_(seat_ids))).all()
        if any(seat.holder is not None for seat in seats):
            return False
        for seat in seats:
            seat.holder = customer_id
        return True
