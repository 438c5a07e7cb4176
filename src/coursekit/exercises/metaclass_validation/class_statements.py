"""Promoters' class statements: run as text, so that what a message shows is what was run."""

from __future__ import annotations

import traceback
from abc import ABC, abstractmethod
from textwrap import dedent, indent
from types import MappingProxyType, ModuleType
from typing import Any, ClassVar

from coursekit.exercises import Wrong


class Priced:
    """A mixin that cooperates: it takes the class keyword that is its own and passes the others on."""

    def __init_subclass__(cls, *, currency: str, **others: Any) -> None:
        super().__init_subclass__(**others)
        cls.currency = currency  # type: ignore[attr-defined]


class SeatColumns:
    """A mixin that is no feed format, and brings a schema."""

    schema: ClassVar[dict[str, type]] = {"row": str, "seat": int}


class Logged:
    """A mixin that has nothing to do with schemas."""


class Definitions:
    """What a sequence of class statements came to: the names they bound, or the error that ended them.

    Args:
        answer: gives the statements their `FeedFormat`.
        statements: the text; it may be indented.
    """

    def __init__(self, answer: ModuleType, statements: str) -> None:
        self.statements = dedent(statements).strip()
        self.names: dict[str, Any] = {
            "__name__": "promoters",
            "FeedFormat": answer.FeedFormat,
            "ABC": ABC,
            "abstractmethod": abstractmethod,
            "MappingProxyType": MappingProxyType,
            "Priced": Priced,
            "SeatColumns": SeatColumns,
            "Logged": Logged,
        }
        self.error: Exception | None = None
        try:
            exec(compile(self.statements, "<promoters>", "exec", dont_inherit=True), self.names)
        except Exception as error:
            self.error = error

    @property
    def evidence(self) -> str:
        """The statements, as a verdict shows them."""
        return indent(self.statements, "    ")

    @property
    def said(self) -> str:
        """The error's type and text."""
        return f"{type(self.error).__name__}: {self.error}"

    @property
    def line(self) -> int | None:
        """The answer's line that raised the error."""
        frames = traceback.extract_tb(self.error.__traceback__ if self.error else None)
        lines = [frame.lineno for frame in frames if frame.filename == "repair_the_guard.py"]
        return lines[-1] if lines else None

    def wrong(self, message: str, question: str) -> Wrong:
        """Make a verdict that shows the statements, and the answer's line if one of its own raised."""
        return Wrong(message, question, evidence=self.evidence, line=self.line)


def demand_accepted(answer: ModuleType, statements: str, what: str, question: str) -> Definitions:
    """Demand that class statements go through.

    Args:
        answer: the answer.
        statements: the class statements.
        what: what the format has, for "A format with ...".
        question: what to ask if it was refused.

    Returns:
        What the statements came to.

    Raises:
        Wrong: a statement failed.
    """
    definitions = Definitions(answer, statements)
    if definitions.error is not None:
        raise definitions.wrong(f"A format with {what} was refused, with {definitions.said}.", question)
    return definitions


def demand_refused(answer: ModuleType, statements: str, name: str, what: str, accepted: str, question: str) -> None:
    """Demand that class statements end in a TypeError that names the class.

    Args:
        answer: the answer.
        statements: the class statements.
        name: the name of the class that is to be refused.
        what: which format that is, for "A format ...".
        accepted: what it means if it was not refused.
        question: what to ask then.

    Raises:
        Wrong: they went through, or ended otherwise.
    """
    definitions = Definitions(answer, statements)
    error = definitions.error
    if error is None:
        raise definitions.wrong(f"A format {what} was accepted. {accepted}".rstrip(), question)
    if not isinstance(error, TypeError):
        raise definitions.wrong(
            f"A format {what} was refused with {definitions.said}, and not with a TypeError: who defines a format and "
            "expects the guard's error does not recognise this one.",
            "Which line of the guard runs into it, before the guard has decided anything?"
            if not isinstance(error, AssertionError)
            else "What is left of an assertion under `python -O`, and which exception would a reader expect?",
        )
    if name not in str(error):
        raise definitions.wrong(
            f"A format {what} was refused, but the message does not name {name}: {error}",
            "With forty promoters' formats in one start-up, what would the engineer on call want to read?",
        )
