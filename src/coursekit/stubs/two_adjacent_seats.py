from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boxoffice.models import Seat


def take_seats(engine: Engine, customer_id: int, seat_ids: Sequence[int]) -> bool:
    """Give the customer all of these seats, or none: True if every seat was free and is now the customer's."""
    with Session(engine) as session, session.begin():
        ...  # your code