"""Returning early from the block leaves everything as it was.

Says: returned False, and afterwards Ada has seat 1 and Dora has seat 2
Like: wrong_commit_each
"""

from collections.abc import Sequence

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    with Session(engine) as session, session.begin():
        taken = update(Seat).where(Seat.id.in_(sorted(seat_ids)), Seat.holder.is_(None)).values(holder=customer_id)
        if session.execute(taken).rowcount < len(seat_ids):
            return False
        return True
