"""After 40P01 the lock has to be asked for again.

Says: PostgreSQL had ended the transaction (40P01, deadlock_detected
"""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    with Session(engine) as session, session.begin():
        seats = []
        for seat_id in seat_ids:
            for attempt in (1, 2, 3):
                try:
                    seats.append(session.get_one(Seat, seat_id, with_for_update=True))
                    break
                except OperationalError:
                    if attempt == 3:
                        raise
        if any(seat.holder is not None for seat in seats):
            return False
        for seat in seats:
            seat.holder = customer_id
        return True
