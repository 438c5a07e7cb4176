"""Whoever runs into a deadlock has lost against somebody, so the seats are taken.

Says: was refused because of a deadlock
"""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    try:
        with Session(engine) as session, session.begin():
            seats = [session.get_one(Seat, seat_id, with_for_update=True) for seat_id in seat_ids]
            if any(seat.holder is not None for seat in seats):
                return False
            for seat in seats:
                seat.holder = customer_id
            return True
    except OperationalError:
        return False
