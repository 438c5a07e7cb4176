"""What the base of the feed formats has to accept and to refuse."""

from __future__ import annotations

from textwrap import indent
from types import ModuleType

from coursekit.exercises import Wrong
from coursekit.exercises.metaclass_validation.class_statements import demand_accepted, demand_refused


def demand_own_schema(answer: ModuleType) -> None:
    """Demand that a dict of its own will do, even an empty one."""
    if not isinstance(answer.FeedFormat, type):
        raise Wrong(
            f"`FeedFormat` is bound to an object of type {type(answer.FeedFormat).__name__}, and not to a class.",
            "What does a metaclass's `__new__` have to return?"
            if answer.FeedFormat is None
            else "What does a promoter write in the parentheses of his class statement, and what may stand there?",
        )
    definitions = demand_accepted(
        answer,
        """
        class PhoenixFeed(FeedFormat):
            schema = {"row": str, "seat": int, "cents": int}
        """,
        "a schema of its own",
        "What did the guard look at?",
    )
    phoenix = definitions.names["PhoenixFeed"]
    if not (isinstance(phoenix, type) and getattr(phoenix, "schema", None) == {"row": str, "seat": int, "cents": int}):
        raise definitions.wrong(
            f"After this class statement `PhoenixFeed` is {phoenix!r}, without the schema that stands in its body.",
            "What becomes of the class between the body and the name?",
        )
    demand_accepted(
        answer,
        """
        class LobbyFeed(FeedFormat):
            schema = {}
        """,
        "an empty schema of its own",
        "What is the difference between saying 'no columns' and saying nothing?",
    )


_NO_SCHEMAS = (
    ("whose schema is None", "schema = None"),
    ("whose schema is 42", "schema = 42"),
    ("whose schema is a nested class", "class schema:\n    row = str"),
    ("whose schema is a property", "@property\ndef schema(self):\n    return {'row': str}"),
    ("whose schema is a list of column names", "schema = ['row', 'seat']"),
)


def demand_a_dict(answer: ModuleType) -> None:
    """Demand that whatever else is called `schema` is refused, by the class's name."""
    for what, body in _NO_SCHEMAS:
        demand_refused(
            answer,
            f"class OdeonFeed(FeedFormat):\n{indent(body, '    ')}",
            "OdeonFeed",
            what,
            "The guard saw that there is a name `schema`, and asked no more.",
            "What will the import do first with the schema, and which objects can it do that with?",
        )
    demand_refused(
        answer,
        """
        class OdeonFeed(FeedFormat):
            schema = MappingProxyType({"row": str})
        """,
        "OdeonFeed",
        "whose schema is a mappingproxy",
        "It is a mapping, and no `dict`.",
        "Which class does the task ask for, and which one does the guard ask for?",
    )


def demand_some_schema(answer: ModuleType) -> None:
    """Demand that a class which says nothing is refused, whatever the base itself has."""
    excuse = "The guard found one all the same."
    if isinstance(vars(answer.FeedFormat).get("schema"), dict):
        excuse = "The schema of `FeedFormat` itself answered for it, as it will for every class there ever is."
    question = "Where in the method resolution order does this schema come from, and may it come from there?"
    for what, statements, name in (
        ("that says nothing about a schema", "class PalaceFeed(FeedFormat):\n    pass", "PalaceFeed"),
        (
            "that only annotates its schema",
            "class PalaceFeed(FeedFormat):\n    schema: dict[str, type]",
            "PalaceFeed",
        ),
        (
            "that says nothing about a schema, below a mixin without one",
            "class PalaceFeed(Logged, FeedFormat):\n    pass",
            "PalaceFeed",
        ),
        (
            "that a promoter has called FeedFormat too, without a schema,",
            "class FeedFormat(FeedFormat):\n    pass",
            "FeedFormat",
        ),
    ):
        because = "" if name == "PalaceFeed" else "Being called like the base was enough."
        demand_refused(answer, statements, name, what, because or excuse, question)


def demand_inheritance(answer: ModuleType) -> None:
    """Demand that what attribute lookup finds is what is judged."""
    where = "Which namespaces does attribute lookup on the finished class go through, and through which does the guard?"
    for what, statements, name in (
        (
            "the schema of its parent",
            """
            class PhoenixFeed(FeedFormat):
                schema = {"row": str, "seat": int, "cents": int}

            class PhoenixPremiumFeed(PhoenixFeed):
                lounge = True
            """,
            "PhoenixPremiumFeed",
        ),
        (
            "the schema of its grandparent",
            """
            class PhoenixFeed(FeedFormat):
                schema = {"row": str, "seat": int, "cents": int}

            class PhoenixPremiumFeed(PhoenixFeed):
                lounge = True

            class PhoenixGalaFeed(Logged, PhoenixPremiumFeed):
                champagne = True
            """,
            "PhoenixGalaFeed",
        ),
        (
            "a schema that comes from a mixin",
            """
            class LyricFeed(SeatColumns, FeedFormat):
                pass
            """,
            "LyricFeed",
        ),
        (
            "a schema of its own and a mixin before the base",
            """
            class LyricFeed(Logged, FeedFormat):
                schema = {"seat": int}
            """,
            "LyricFeed",
        ),
    ):
        definitions = demand_accepted(answer, statements, what, where)
        if not getattr(definitions.names[name], "schema", None):
            raise definitions.wrong(
                f"A format with {what} was accepted, but `{name}.schema` is not that schema any more.",
                "Who writes to the class's `schema`?",
            )
    demand_accepted(
        answer,
        """
        class LobbyFeed(FeedFormat):
            schema = {}

        class LobbyGalaFeed(LobbyFeed):
            champagne = True
        """,
        "the empty schema of its parent",
        "By what does the guard tell this schema from one that nobody has written?",
    )
    for statements, name, what, accepted, question in _FOUND_BY_LOOKUP:
        demand_refused(answer, statements, name, what, accepted, question)


_FOUND_BY_LOOKUP = (
    (
        """
        class PhoenixFeed(FeedFormat):
            schema = {"row": str}

        class PhoenixTestFeed(PhoenixFeed):
            schema = None
        """,
        "PhoenixTestFeed",
        "that overrides its parent's schema by None",
        "Somewhere above it there is a schema, but not one that `PhoenixTestFeed.schema` gives.",
        "Which of the two does the import get to see?",
    ),
    (
        """
        class Numbered:
            schema = 42

        class LyricFeed(Numbered, FeedFormat):
            pass
        """,
        "LyricFeed",
        "that inherits 42 as its schema from a mixin",
        "`LyricFeed.schema` is 42, and nobody has looked at it.",
        "Is a schema judged where it is written, or where it is found?",
    ),
    (
        """
        class PlainSeats(SeatColumns):
            pass

        class ClosedSeats(SeatColumns):
            schema = None

        class LyricFeed(PlainSeats, ClosedSeats, FeedFormat):
            pass
        """,
        "LyricFeed",
        "whose bases disagree, and whose `schema` is None",
        "`PlainSeats` has a schema. But lookup on the class comes to `ClosedSeats` before it comes to `SeatColumns`.",
        "In which order does Python search the classes above `LyricFeed`, and in which order does the guard?",
    ),
)
