"""The ways in which a charge fails, and what the letter about each of them should say."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from coursekit.exercises.leak_hunting.orders import Order


@dataclass(frozen=True)
class Letter:
    """What is kept of a charge that failed.

    Attributes:
        errors: names of the exception classes, the one that was caught first, then what it shows as its cause or
            context, and so on.
        message: `str()` of the one that was caught.
        function: name of the function that raised the one that was caught.
        line: the line in which it did so.
    """

    errors: tuple[str, ...]
    message: str
    function: str
    line: int


class PaymentFailed(Exception):  # noqa: N818 - named for what happened, as Curtain does
    """The gateway did not charge the order."""


class GatewayDown(Exception):  # noqa: N818
    """The gateway did not answer."""


# What a gateway says can be long. A letter has room for it.
TRIED = "dead line; tried " + ", ".join(f"gateway {number}" for number in range(1, 61))


def _send(order: Order) -> NoReturn:
    body = bytes(order.ticket)
    raise GatewayDown(f"{len(body)} bytes not sent")


def _declined(order: Order) -> NoReturn:
    raise PaymentFailed(f"order {order.number}: card declined")


def _no_answer(order: Order) -> NoReturn:
    try:
        _send(order)
    except GatewayDown as error:
        raise PaymentFailed(f"order {order.number}: no answer") from error


def _no_luck(order: Order) -> NoReturn:
    try:
        _send(order)
    except GatewayDown:
        raise PaymentFailed(f"order {order.number}: no luck") from None


def _while_handling(order: Order) -> NoReturn:
    try:
        _send(order)
    except GatewayDown:
        _declined(order)


def _nobody_else(order: Order) -> NoReturn:
    try:
        _send(order)
    except GatewayDown:
        raise PaymentFailed(f"order {order.number}: nobody else") from LookupError("no second gateway")


def _dead_line(order: Order) -> NoReturn:
    try:
        try:
            try:
                _send(order)
            except GatewayDown as error:
                raise ConnectionResetError from error
        except ConnectionResetError as error:
            raise TimeoutError from error
    except TimeoutError as error:
        raise PaymentFailed(f"order {order.number}: {TRIED}") from error


@dataclass(frozen=True)
class Charge:
    """One way for a charge to fail, and what the letter about it should say."""

    call: Callable[[Order], NoReturn]
    how: str
    errors: tuple[str, ...]
    text: str
    raiser: Callable[[Order], NoReturn]

    def letter(self, number: int) -> Letter:
        """Give what is expected for an order."""
        source, first = inspect.getsourcelines(self.raiser)
        line = first + next(index for index, text in enumerate(source) if "raise PaymentFailed" in text)
        return Letter(self.errors, f"order {number}: {self.text}", self.raiser.__name__, line)


CHARGES = (
    Charge(_declined, "raise PaymentFailed", ("PaymentFailed",), "card declined", _declined),
    Charge(_no_answer, "raise ... from error", ("PaymentFailed", "GatewayDown"), "no answer", _no_answer),
    Charge(_while_handling, "raise while handling", ("PaymentFailed", "GatewayDown"), "card declined", _declined),
    Charge(_no_luck, "raise ... from None", ("PaymentFailed",), "no luck", _no_luck),
    Charge(
        _dead_line,
        "raise ... from error",
        ("PaymentFailed", "TimeoutError", "ConnectionResetError", "GatewayDown"),
        TRIED,
        _dead_line,
    ),
    Charge(_nobody_else, "raise ... from another error", ("PaymentFailed", "LookupError"), "nobody else", _nobody_else),
)
