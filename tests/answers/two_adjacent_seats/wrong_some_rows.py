"""An UPDATE that changed rows was successful.

Says: take_seats(engine, 1, [1, 2]) returned True, expected was False
"""

from collections.abc import Sequence

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    with Session(engine) as session, session.begin():
        taken = update(Seat).where(Seat.id.in_(seat_ids), Seat.holder.is_(None)).values(holder=customer_id)
        return session.execute(taken).rowcount > 0
