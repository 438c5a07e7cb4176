"""Placing an order: charge for it, write it down, and leave the ticket to the worker."""

from __future__ import annotations

from typing import Literal
from uuid import uuid4

from opentelemetry import propagate, trace
from sqlalchemy import Engine, insert, update
from structlog.contextvars import bind_contextvars

from boxoffice import outbox
from boxoffice.models import Order, Payment
from boxoffice.payments import Declined, PaymentGateway, Receipt, Unavailable

CENTS_EACH = 4_500

Told = Literal["paid", "accepted", "declined"]

_tracer = trace.get_tracer(__name__)  # the API alone: without an SDK it does nothing, and costs next to nothing


def place_order(engine: Engine, gateway: PaymentGateway, customer_id: int, quantity: int) -> tuple[int, Told]:
    """Charge for some places, and queue the ticket.

    The pool is left out: this is about what becomes of an order, and I1 does not hold where orders are placed here.
    A gateway that does not reply costs no sale: the order is accepted, and the worker is to sort out the rest.
    `order_id` stays bound to structlog's context, for the line about a failure; whoever calls clears it.

    Args:
        engine: Curtain's database.
        gateway: who takes the money. No connection is held meanwhile.
        customer_id: who buys.
        quantity: how many places, at least 1.

    Returns:
        The order's id, and what the customer is told.
    """
    key, cents = uuid4().hex, quantity * CENTS_EACH
    with engine.begin() as connection:
        row = {"customer_id": customer_id, "event_id": 1, "quantity": quantity, "cents": cents}
        new = insert(Order).values(**row, status="new", idempotency_key=key).returning(Order.id)
        order_id = connection.execute(new).scalar_one()
    bind_contextvars(order_id=order_id)  # until the next request: the line about a failure names it, too
    outcome = gateway.charge(key, cents)
    told: Told
    with engine.begin() as connection:
        match outcome:
            case Receipt(reference, cents):
                told = "paid"
                connection.execute(insert(Payment).values(order_id=order_id, cents=cents, reference=reference))
            case Unavailable():
                told = "accepted"
            case Declined():
                told = "declined"
        connection.execute(update(Order).where(Order.id == order_id).values(status=told))
        if told != "declined":
            with _tracer.start_as_current_span("publish", kind=trace.SpanKind.PRODUCER):
                headers: dict[str, str] = {}
                propagate.inject(headers)  # traceparent, from the span that is current here
                outbox.put(connection, order_id, headers)
    return order_id, told
