"""No locks at all: SERIALIZABLE, and the whole transaction again on 40001 or 40P01."""

import random
import time
from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    strict = engine.execution_options(isolation_level="SERIALIZABLE")
    for attempt in range(10):
        try:
            with Session(strict) as session, session.begin():
                seats = session.scalars(select(Seat).where(Seat.id.in_(seat_ids))).all()
                if any(seat.holder is not None for seat in seats):
                    return False
                for seat in seats:
                    seat.holder = customer_id
                return True
        except OperationalError as error:
            if error.orig.sqlstate not in ("40001", "40P01") or attempt == 9:
                raise
            time.sleep(random.uniform(0, 0.002 * 2**attempt))
