"""Locks in the order of the clicks, and the whole transaction again when PostgreSQL ends it."""

import random
import time
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    for attempt in range(10):
        try:
            with Session(engine) as session, session.begin():
                seats = [session.get_one(Seat, seat_id, with_for_update=True) for seat_id in seat_ids]
                if any(seat.holder is not None for seat in seats):
                    return False
                for seat in seats:
                    seat.holder = customer_id
                return True
        except OperationalError as error:
            if error.orig.sqlstate != "40P01" or attempt == 9:
                raise
            time.sleep(random.uniform(0, 0.002 * 2**attempt))
