from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from boxoffice.models import Hold


def add_to_basket(engine: Engine, customer_id: int, seat_id: int) -> bool:
    """Hold one seat for the customer, who may hold four: True if it is held now, False if the basket is full."""
    with Session(engine) as session, session.begin():
        ...  # your code