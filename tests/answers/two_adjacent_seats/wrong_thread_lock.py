"""A lock around the sale of seats keeps the others out.

Says: `seat_plan` is a lock in one process; the customers were served by two.
"""

import threading
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.models import Seat

seat_plan = threading.RLock()


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    with seat_plan, Session(engine) as session, session.begin():
        seats = [session.get_one(Seat, seat_id) for seat_id in sorted(seat_ids)]
        if any(seat.holder is not None for seat in seats):
            return False
        for seat in seats:
            seat.holder = customer_id
        return True
