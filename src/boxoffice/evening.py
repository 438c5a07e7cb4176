"""One evening to sell: the smallest data that Curtain can run on."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, insert

from boxoffice.models import Base, Customer, Event, Pool, Seat

FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def open_evening(engine: Engine, *, places: int = 0, seats: int = 0, customers: int = 2) -> None:
    """Empty Curtain's tables, creating those that are missing, and put one evening on sale as event 1.

    Args:
        engine: Curtain's database. Everything in it is lost.
        places: standing places in the pool.
        seats: numbered seats 1, 2, ... in row A, all free.
        customers: how many customers there are, with the ids 1, 2, ...
    """
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(insert(Event).values(id=1, name="Friday", on_sale_at=FRIDAY, capacity=places))
        connection.execute(insert(Pool).values(event_id=1, remaining=places))
        if seats:
            rows = [{"id": no, "event_id": 1, "row": "A", "no": no} for no in range(1, seats + 1)]
            connection.execute(insert(Seat), rows)
        if customers:
            people = [{"id": number, "name": f"customer {number}"} for number in range(1, customers + 1)]
            connection.execute(insert(Customer), people)
