"""The smallest exercise there is, to judge the judge with. Apart from the tests: a judge's child imports it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from sqlalchemy import create_engine, text

from coursekit.exercises import Demand, Exercise, Wrong


def doubles(module: ModuleType) -> None:
    """Demand that 3 becomes 6."""
    if (got := module.double(3)) != 6:
        raise Wrong(f"double(3) gave {got!r}, not 6.", "What is twice three?", evidence="3 -> 6")


def doubles_words(module: ModuleType) -> None:
    """Demand that a word is repeated."""
    if (got := module.double("no")) != "nono":
        raise Wrong(f"double('no') gave {got!r}, not 'nono'.", "What does * do to a string?")


def fails_itself(module: ModuleType) -> None:
    """Be a check with a bug."""
    raise LookupError("a bug in the check")


DEMANDS = (
    Demand("numbers", "A number is doubled.", doubles),
    Demand("words", "A word is said twice.", doubles_words),
)
TOY = Exercise(
    name="toy",
    topic="toys",
    title="Double it",
    level="build",
    minutes=1,
    provides={"double": ("value",)},
    demands=DEMANDS,
    hints=("Look at `*`.", "It works for both.", "`return value * 2`"),
    debrief="`value + value` does as well.",
    seconds=10.0,
)
HASTY = Exercise(**{field: getattr(TOY, field) for field in TOY.__slots__} | {"seconds": 1.0})
BROKEN = Exercise(
    **{field: getattr(TOY, field) for field in TOY.__slots__}
    | {"demands": (Demand("bug", "The check has a bug.", fails_itself),)}
)


@contextmanager
def with_engine(module: ModuleType, url: str) -> Iterator[ModuleType]:
    """Let an answer find an engine on the scratch schema as `module.engine`."""
    module.engine = create_engine(url)  # type: ignore[attr-defined]
    with module.engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (value int)"))
    yield module


STORED = Exercise(**{field: getattr(TOY, field) for field in TOY.__slots__} | {"bench": with_engine, "database": True})
