"""What the base of the feed formats has to leave to others: class keywords, and the metaclass of `abc.ABC`."""

from __future__ import annotations

from abc import ABCMeta
from types import ModuleType

from coursekit.exercises.metaclass_validation.class_statements import Definitions, demand_refused


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
    """Demand that the base gets along with ABCMeta, and that an abstract format is a format."""
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
    demand_refused(
        answer,
        """
        class CsvFeed(FeedFormat, ABC):
            @abstractmethod
            def parse(self, line): ...
        """,
        "CsvFeed",
        "that is abstract and has no schema",
        "It stands below `FeedFormat` like any other.",
        "Which classes does the guard leave out, and does the task know of such?",
    )
