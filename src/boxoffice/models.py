"""Curtain's tables. On PostgreSQL, through SQLAlchemy 2.1."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, Engine, ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The registry of Curtain's tables."""


class Event(Base):
    """An evening in the theatre. `capacity` is the number of places that its `Pool` began with."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    on_sale_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    capacity: Mapped[int]


class Pool(Base):
    """The standing places of one event that nobody has bought yet."""

    __tablename__ = "pool"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    remaining: Mapped[int]
    version: Mapped[int] = mapped_column(default=0, server_default="0")


class Seat(Base):
    """One numbered seat of one event. `holder` is the customer who has it, or NULL."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("event_id", "row", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    row: Mapped[str]
    no: Mapped[int]
    holder: Mapped[int | None]


class Customer(Base):
    """Somebody who buys tickets."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Hold(Base):
    """A seat that a customer has put in the basket, for a few minutes."""

    __tablename__ = "hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Order(Base):
    """What a customer was told. With status `sold` or `paid` the tickets are theirs."""

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    quantity: Mapped[int]
    cents: Mapped[int]
    status: Mapped[str]
    idempotency_key: Mapped[str]


class Payment(Base):
    """One charge that the payment gateway has confirmed for an order."""

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    cents: Mapped[int]
    reference: Mapped[str]


def create_tables(engine: Engine) -> None:
    """Create every table of Curtain that does not exist yet.

    Args:
        engine: where to create them; the connection's search path decides in which schema.
    """
    Base.metadata.create_all(engine)
