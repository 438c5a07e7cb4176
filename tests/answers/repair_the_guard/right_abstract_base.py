"""A base that is an ABC by itself, and a guard in a separate mixin that any class may use."""

from abc import ABC
from collections.abc import Mapping
from typing import ClassVar


class NeedsSchema:
    __slots__ = ()

    def __init_subclass__(cls, **rest) -> None:
        super().__init_subclass__(**rest)
        if cls.__bases__ == (NeedsSchema, ABC):
            return
        match getattr(cls, "schema", None):
            case dict():
                pass
            case None:
                raise TypeError(f"{cls.__name__}: schema is missing")
            case other:
                raise TypeError(f"{cls.__name__}: schema is {other!r}")


class FeedFormat(NeedsSchema, ABC):
    schema: ClassVar[Mapping[str, type]]
