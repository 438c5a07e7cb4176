"""What the base of the feed formats has to accept, refuse and pass on."""

from __future__ import annotations

from abc import ABCMeta
from textwrap import indent
from types import ModuleType

from coursekit.exercises import Wrong
from coursekit.exercises.metaclass_validation.class_statements import Definitions, demand_accepted, demand_refused


def demand_own_schema(answer: ModuleType) -> None:
    """Demand that a dict of its own will do, even an empty one."""
    if not isinstance(answer.FeedFormat, type):
        raise Wrong(
            f"`FeedFormat` is bound to an object of type {type(answer.FeedFormat).__name__}, and not to a class.",
            "What does a metaclass's `__new__` have to return?",
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
    demand_refused(
        answer,
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
    )


def demand_keywords(answer: ModuleType) -> None:
    """Demand that class keywords reach whoever takes them, and are refused if nobody does."""
    for bases in ("Priced, FeedFormat", "FeedFormat, Priced"):
        definitions = Definitions(
            answer,
            f"""
            class PhoenixFeed({bases}, currency="GBP"):
                schema = {{"cents": int}}
            """,
        )
        if definitions.error is not None:
            raise definitions.wrong(
                f"`Priced` takes the class keyword `currency`. The class statement failed, with {definitions.said}.",
                "Which of your functions gets a class statement's keywords, and to whom does it hand them on?",
            )
        if getattr(definitions.names["PhoenixFeed"], "currency", None) != "GBP":
            raise definitions.wrong(
                "`Priced` takes the class keyword `currency` in its `__init_subclass__`, which was never called: "
                "`PhoenixFeed.currency` is not set, and nobody was told.",
                "Who is next in the method resolution order, and who calls it?",
            )
    statements = """
        class PhoenixFeed(FeedFormat, curency="GBP"):
            schema = {"cents": int}
        """
    definitions = Definitions(answer, statements)
    if definitions.error is None:
        raise definitions.wrong(
            "Nobody takes a class keyword `curency`, and the class statement went through: a typing error is silently "
            "ignored.",
            "Who is the last one to get the keywords, and what does `object.__init_subclass__` do with what is left?",
        )
    if not isinstance(definitions.error, TypeError):
        raise definitions.wrong(
            f"An unknown class keyword ended in {definitions.said}; Python's own answer is a TypeError.",
            "Who would refuse it if you passed it on?",
        )


def demand_abc(answer: ModuleType) -> None:
    """Demand that the base gets along with ABCMeta."""
    definitions = Definitions(
        answer,
        """
        class CsvFeed(FeedFormat, ABC):
            schema = {"row": str, "seat": int}

            @abstractmethod
            def parse(self, line): ...

        class PhoenixFeed(CsvFeed):
            def parse(self, line):
                return line.split(";")
        """,
    )
    if definitions.error is not None:
        metaclass = type(answer.FeedFormat)
        conflict = not (issubclass(metaclass, ABCMeta) or issubclass(ABCMeta, metaclass))
        because = (
            f"A class has one metaclass, and it must derive from those of all its bases. `ABC` brings `ABCMeta`, "
            f"`FeedFormat` brings `{metaclass.__name__}`, and neither derives from the other."
            if conflict
            else f"It failed with {definitions.said}."
        )
        raise definitions.wrong(
            f"A format that is abstract by `abc.ABC` could not be defined. {because}",
            "Does the guard need a metaclass of its own, and if it does, which one could that derive from?",
        )
    try:
        definitions.names["CsvFeed"]()
    except TypeError:
        pass
    else:
        raise definitions.wrong(
            "`CsvFeed()` gave an instance, though `parse` is abstract.",
            "Which of `ABCMeta`'s methods does not run any more?",
        )
    fields = definitions.names["PhoenixFeed"]().parse("A;7")
    if fields != ["A", "7"]:
        raise definitions.wrong(
            f"`PhoenixFeed().parse('A;7')` gave {fields!r}; expected was ['A', '7'].",
            "What has become of the methods in the body?",
        )
