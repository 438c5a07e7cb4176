"""Lines of promoters' feeds whose columns are made by an answer's `Column`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from coursekit.exercises import Wrong


def _at_least_zero(value: Any) -> bool:
    return bool(value >= 0)


def _one_letter(value: Any) -> bool:
    return len(value) == 1


def _drawn(value: Any) -> bool:
    return isinstance(value, Layout)


class Layout:
    """A value that one can watch: a weak reference tells whether it is still there."""

    def __repr__(self) -> str:
        return "Layout()"


class FeedLines:
    """Feed formats that use the answer's `Column`, made anew for each demand."""

    def __init__(self, column: Callable[[type, Callable[[Any], bool] | None], Any]) -> None:
        asked: list[Any] = []

        def asked_at_least_zero(value: Any) -> bool:
            asked.append(value)
            return _at_least_zero(value)

        class PhoenixLine:
            row = column(str, _one_letter)
            seat = column(int, asked_at_least_zero)
            cents = column(int, None)

        class OdeonLine:
            block = column(str, None)
            cents = column(int, _at_least_zero)
            accessible = column(bool, None)
            discount = column(float, None)

        class GalaLine(PhoenixLine):
            table = column(int, _at_least_zero)

        class SlottedLine:
            __slots__ = ("__weakref__", "_cents", "_seat")
            seat = column(int, _at_least_zero)
            cents = column(int, None)

        @dataclass
        class EqualLine:
            """Two of these are equal and, as dataclasses are by default, have no hash."""

            promoter: str
            seat = column(int, _at_least_zero)

        class PlanLine:
            layout = column(Layout, None)
            balcony = column(Layout, _drawn)

        self.asked = asked  # the values that the rule of `PhoenixLine.seat` was asked about
        self.phoenix, self.odeon, self.gala = PhoenixLine, OdeonLine, GalaLine
        self.slotted, self.equal, self.plan = SlottedLine, EqualLine, PlanLine


def feed_lines(answer: ModuleType) -> FeedLines:
    """Define the classes.

    Args:
        answer: gives them their `Column`.

    Returns:
        The classes, made anew.

    Raises:
        Wrong: one of them could not be defined.
    """
    try:
        return FeedLines(answer.Column)
    except Exception as error:
        first = error.__cause__ or error  # before 3.12, the error of a __set_name__ comes inside a RuntimeError
        raise Wrong(
            f"A class with `seat = Column(int, rule)` in its body could not be defined: {said(first)}.",
            "What is called on a descriptor while its class is being made, and with which arguments?",
        ) from error


def said(error: BaseException) -> str:
    """Write an error's type and text."""
    return f"{type(error).__name__}: {error}"


def set_value(line: Any, name: str, value: Any, question: str) -> None:
    """Set a value that has to be accepted."""
    called = f"`{type(line).__name__}().{name} = {value!r}`"
    try:
        setattr(line, name, value)
    except RecursionError:
        raise Wrong(
            f"{called} called itself without end.",
            "Whom does `setattr` ask first, when the name it sets is a data descriptor of the class?",
        ) from None
    except Exception as error:
        raise Wrong(f"{called} was refused, with {said(error)}.", question) from error


def get_value(line: Any, name: str, question: str) -> Any:
    """Read a value that has been set."""
    try:
        return getattr(line, name)
    except RecursionError:
        raise Wrong(
            f"Reading `{name}` of a {type(line).__name__} called itself without end.",
            "Whom does `getattr` ask first, when the name it reads is a data descriptor of the class?",
        ) from None
    except Exception as error:
        raise Wrong(
            f"`{name}` of a {type(line).__name__} was set, and reading it failed with {said(error)}.", question
        ) from error


def same(got: Any, expected: Any) -> bool:
    """Tell whether a value is the one that was set; True is not 1."""
    return type(got) is type(expected) and got == expected
