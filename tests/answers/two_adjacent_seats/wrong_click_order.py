"""Locks are taken in whatever order the customer clicked; somebody will win.

Says: each waited for a row that another had locked, in a circle
"""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    with Session(engine) as session:
        for seat_id in seat_ids:
            seat = session.get_one(Seat, seat_id, with_for_update=True)
            if seat.holder is not None:
                return False
            seat.holder = customer_id
            session.flush()
        session.commit()
        return True
