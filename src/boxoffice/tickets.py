"""Tickets: what a customer gets for an order that is paid."""

from __future__ import annotations

from sqlalchemy import Engine, ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from boxoffice.models import Base, Payment


class Ticket(Base):
    """The ticket of one order. `text` is what is printed on it."""

    __tablename__ = "ticket"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    text: Mapped[str]


class NotPaid(Exception):  # noqa: N818 - what is the matter, not that it is an error
    """No payment is written down for the order."""


def issue(engine: Engine, order_id: int) -> None:
    """Write the ticket of an order. A second time changes nothing: messages are delivered at least once.

    Args:
        engine: Curtain's database.
        order_id: an order that is paid.

    Raises:
        NotPaid: it is not.
    """
    with engine.begin() as connection:
        reference = connection.scalar(select(Payment.reference).where(Payment.order_id == order_id))
        if reference is None:
            raise NotPaid(f"order {order_id}")
        row = {"order_id": order_id, "text": f"Friday, paid with {reference}"}
        connection.execute(insert(Ticket).values(row).on_conflict_do_nothing())
