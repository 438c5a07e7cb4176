"""The queue between checkout and the worker: a table, so that an order and its message are committed together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Connection, DateTime, Engine, ForeignKey, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from boxoffice.models import Base


class Outbox(Base):
    """An order that waits for its ticket. `context` is what the sender wants the receiver to know of its trace."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    context: Mapped[dict[str, str]] = mapped_column(JSON)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


@dataclass(frozen=True, slots=True)
class Message:
    """One row, as its receiver gets it.

    Attributes:
        order_id: the order that wants its ticket.
        context: what `put` was given; W3C Trace Context, as a rule.
        written_at: when, with time zone.
    """

    order_id: int
    context: Mapping[str, str]
    written_at: datetime


def put(connection: Connection, order_id: int, context: Mapping[str, str]) -> None:
    """Write a message; it can be taken once the connection's transaction has committed.

    Args:
        connection: in the transaction that also writes the order.
        order_id: the order that wants its ticket.
        context: headers to carry along, for example `traceparent`.
    """
    connection.execute(insert(Outbox).values(order_id=order_id, context=dict(context)))


@contextmanager
def taken(engine: Engine, at_most: int) -> Iterator[list[Message]]:
    """Lend the oldest messages that nobody else has taken. They are gone when the body ends without an exception.

    Any row will do, which is what SKIP LOCKED is for. A receiver that dies gives its messages back: each is delivered
    at least once.

    Args:
        engine: Curtain's database.
        at_most: how many messages.

    Yields:
        The messages, oldest first; may be empty.
    """
    with engine.begin() as connection:
        oldest = select(Outbox).order_by(Outbox.id).limit(at_most).with_for_update(skip_locked=True)
        rows = connection.execute(oldest).all()
        yield [Message(row.order_id, row.context, row.written_at) for row in rows]
        if rows:
            connection.execute(delete(Outbox).where(Outbox.id.in_([row.id for row in rows])))


def waiting(engine: Engine) -> int:
    """Count the messages that are not done.

    Args:
        engine: Curtain's database.

    Returns:
        How many there are, those that somebody is at work on included.
    """
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Outbox)) or 0
