from collections.abc import Callable
from typing import Any


class Column:
    """A column of a feed's line: every value that is set has the column's kind and keeps its rule."""

    def __init__(self, kind: type, rule: Callable[[Any], bool] | None) -> None:
        self.kind = kind
        self.rule = rule

    ...  # your code