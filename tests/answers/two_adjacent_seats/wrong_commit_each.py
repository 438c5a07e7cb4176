"""Short transactions avoid deadlocks: one for each seat.

Says: nobody else is buying. take_seats(engine, 1, [1, 2]) returned False, and afterwards Ada has seat 1
Like: wrong_partial_commit
"""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    for seat_id in sorted(seat_ids):
        with Session(engine) as session, session.begin():
            seat = session.get_one(Seat, seat_id, with_for_update=True)
            if seat.holder is not None:
                return False
            seat.holder = customer_id
    return True
