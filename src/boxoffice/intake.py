"""What promoters send: a feed is JSON Lines, one ticket to sell a line, and its format is a class with a `schema`.

This is Curtain as its team wrote it before the first incident. Every format in this module works.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar


class FormatGuard(type):
    """Makes sure, when a format is declared, that nobody has forgotten its schema."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> FormatGuard:
        """Create the format's class, unless its body has no schema."""
        if "schema" not in namespace:
            raise TypeError("a feed format must declare its schema")
        return super().__new__(mcs, name, bases, namespace)


class FeedFormat(metaclass=FormatGuard):
    """One row of a feed. `schema` gives the type of each field by its name; each field becomes an attribute."""

    schema: ClassVar[dict[str, type]] = {}

    def __init__(self, **row: Any) -> None:
        for field in self.schema:
            setattr(self, field, row[field])


class StandardFeed(FeedFormat):
    """A numbered seat."""

    schema: ClassVar[dict[str, type]] = {"event": str, "row": str, "no": int, "cents": int}


class StandingFeed(FeedFormat):
    """Standing places, all at one price."""

    schema: ClassVar[dict[str, type]] = {"event": str, "places": int, "cents": int}


Format = TypeVar("Format", bound=FeedFormat)


def read_feed(feed_format: type[Format], text: str) -> Iterator[Format]:
    """Read a promoter's file.

    Args:
        feed_format: what the promoter sends; fields that its schema does not name are left out.
        text: JSON Lines; blank lines are skipped.

    Yields:
        For each line an instance of the format.

    Raises:
        KeyError: a line lacks a field of the schema.
        json.JSONDecodeError: a line is not JSON.
    """
    for line in text.split("\n"):
        if line.strip():
            yield feed_format(**json.loads(line))
