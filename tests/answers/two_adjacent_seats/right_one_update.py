"""One UPDATE takes what is free; unless that is everything, it is rolled back. Retried on a deadlock."""

from collections.abc import Sequence

from sqlalchemy import Engine, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    for attempt in range(10):
        try:
            with Session(engine) as session, session.begin() as transaction:
                taken = update(Seat).where(Seat.id.in_(seat_ids), Seat.holder.is_(None)).values(holder=customer_id)
                if session.execute(taken).rowcount == len(seat_ids):
                    return True
                transaction.rollback()
                return False
        except OperationalError as error:
            if error.orig.sqlstate != "40P01" or attempt == 9:
                raise
