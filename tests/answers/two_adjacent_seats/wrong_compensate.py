"""One short transaction for each seat, and what was taken is given back if a later one fails.

Says: taken, committed and then given back looked taken to everybody in between
"""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    taken = []
    for seat_id in sorted(seat_ids):
        with Session(engine) as session, session.begin():
            seat = session.get_one(Seat, seat_id, with_for_update=True)
            if seat.holder is None:
                seat.holder = customer_id
                taken.append(seat_id)
                continue
        with Session(engine) as session, session.begin():
            for mine in taken:
                session.get_one(Seat, mine).holder = None
        return False
    return True
