"""What a column has to do with the values of a line, and what it may not do with the line."""

from __future__ import annotations

from contextlib import suppress
from types import ModuleType
from typing import Any

from coursekit.exercises import Wrong
from coursekit.exercises.metaclass_validation.feed_lines import Layout, feed_lines, get_value, said, same, set_value


def demand_kept(answer: ModuleType) -> None:
    """Demand that what is set is read, and what was never set is an AttributeError."""
    _never_set(feed_lines(answer).phoenix())
    formats = feed_lines(answer)
    for kind, name, values in (
        (formats.phoenix, "row", ("A", "Z")),
        (formats.phoenix, "seat", (7, 0, 120)),
        (formats.phoenix, "cents", (-4500, 0, 9900)),
        (formats.odeon, "block", ("", " stalls ")),
        (formats.odeon, "accessible", (True, False)),
        (formats.plan, "layout", (Layout(),)),
    ):
        line = kind()
        for value in values:
            question = "What does `__set__` do, step by step, with a value of the right kind that keeps the rule?"
            if isinstance(value, Layout):
                question = "Is it for the column to make a value out of the value that it was given?"
            elif not value:
                question = "Which values does the code take for 'nothing there', and which of them does the task allow?"
            set_value(line, name, value, question)
            got = get_value(line, name, "Where did the value go, and where does `__get__` look?")
            if isinstance(value, Layout) and isinstance(got, Layout) and got is not value:
                raise Wrong(
                    "The layout of a PlanLine was set, and what is read is another object: a copy, which does not "
                    "hear of what happens to the first.",
                    question,
                )
            if not same(got, value):
                raise Wrong(
                    f"`{kind.__name__}().{name}` was set to {value!r} and reads {got!r}.",
                    "What does `__get__` give, and does it look where `__set__` has put it?",
                )


def _never_set(line: Any) -> None:
    try:
        got = line.seat
    except (AttributeError, RecursionError):  # endless recursion has a better message when a value is set
        return
    except Exception as error:
        raise Wrong(
            f"`PhoenixLine().seat`, which was never set, raised {said(error)}; `hasattr` and `getattr` with a default "
            "know what an AttributeError means, and nothing else.",
            "Which exception does Python raise for an attribute that is not there?",
        ) from error
    if got is vars(type(line))["seat"]:
        raise Wrong(
            "`PhoenixLine().seat` gives the column itself, and not the line's seat.",
            "Which method does Python call on an object in a class's body when somebody reads it on an instance?",
        )
    raise Wrong(
        f"`PhoenixLine().seat` was never set and reads {got!r}: a seat that nobody has entered looks like one that "
        "somebody has.",
        "What does an ordinary attribute do that was never set?",
    )


def demand_independence(answer: ModuleType) -> None:
    """Demand that lines, columns and classes do not get into each other's values."""
    formats = feed_lines(answer)
    question = "Whom does the place belong to in which the value is kept: the column, the class, or the line?"
    lines = [formats.phoenix() for _ in range(3)]
    for number, line in enumerate(lines):
        set_value(line, "seat", number + 1, question)
        set_value(line, "cents", 100 * number, question)
    got = [(get_value(line, "seat", question), get_value(line, "cents", question)) for line in lines]
    if got == [(0, 0), (100, 100), (200, 200)]:
        raise Wrong(
            "A line's `seat` was set, then its `cents`; afterwards both read what was set last. The two columns have "
            "one place between them.",
            "What tells the place of one column from that of another, and who has it: the column, or its class?",
        )
    if got != [(1, 0), (2, 100), (3, 200)]:
        raise Wrong(
            f"Three lines got the seats 1, 2 and 3 and the cents 0, 100 and 200; as (seat, cents) they read "
            f"{', '.join(map(str, got))}.",
            question,
        )
    phoenix, odeon = formats.phoenix(), formats.odeon()
    set_value(phoenix, "cents", 4500, question)
    set_value(odeon, "cents", 9900, question)
    got = [(get_value(phoenix, "cents", question), get_value(odeon, "cents", question))]
    if got != [(4500, 9900)]:
        raise Wrong(
            f"A PhoenixLine got 4500 cents and an OdeonLine 9900; they read {got[0][0]} and {got[0][1]}.", question
        )
    equal = [formats.equal("Phoenix"), formats.equal("Phoenix")]
    for number, twin in enumerate(equal):
        set_value(
            twin,
            "seat",
            number + 1,
            "EqualLine is a dataclass: its instances have `__eq__`, and therefore no hash. What does your storage ask "
            "of an instance?",
        )
    seats = [get_value(twin, "seat", question) for twin in equal]
    if seats != [1, 2]:
        raise Wrong(
            f"Two lines that compare equal got the seats 1 and 2; they read {seats[0]} and {seats[1]}.",
            "Does the storage go by which line it is, or by what it is equal to?",
        )


_BAD = (
    ("phoenix", "seat", 4, "five", TypeError),
    ("phoenix", "seat", 4, None, TypeError),
    ("phoenix", "seat", 4, 4.0, TypeError),
    ("phoenix", "seat", 4, True, TypeError),
    ("phoenix", "cents", 4500, False, TypeError),
    ("odeon", "accessible", True, 1, TypeError),
    ("odeon", "discount", 0.5, 1, TypeError),
    ("phoenix", "seat", 4, -1, ValueError),
    ("phoenix", "row", "A", "AB", ValueError),
    ("odeon", "cents", 100, -1, ValueError),
)


def demand_refusal(answer: ModuleType) -> None:
    """Demand that a bad value is refused by the right error, by name, and without a trace."""
    formats = feed_lines(answer)
    for which, name, good, bad, expected in _BAD:
        kind = getattr(formats, which)
        line = kind()
        set_value(line, name, good, "Which rule does this value break?")
        called = f"`{kind.__name__}().{name} = {bad!r}`"
        formats.asked.clear()
        try:
            setattr(line, name, bad)
        except Exception as error:
            _told(error, expected, kind.__name__, name, called)
        else:
            whether = (
                "its rule gives False for that"
                if expected is ValueError
                else f"its kind is {type(good).__name__}"
                + (", and True and False are no seat numbers and no prices" if isinstance(bad, bool) else "")
            )
            raise Wrong(
                f"{called} was accepted; {whether}.",
                "Which question does `isinstance` answer for a bool, and is it yours?"
                if isinstance(bad, bool)
                else "On which way does `__set__` come to the value without having looked?",
            )
        got = get_value(line, name, "What has become of the value that was there before?")
        if not same(got, good):
            raise Wrong(
                f"{called} was refused, as it should be. But before it `{name}` was {good!r}, and now it reads "
                f"{got!r}: whoever catches the error goes on with the bad value.",
                "In which order does `__set__` check and write?",
            )
        if expected is TypeError and formats.asked:
            raise Wrong(
                f"{called} was refused, as it should be. But `rule` was asked about {bad!r}, which is not of kind "
                f"{type(good).__name__}: a rule may rely on the kind.",
                "When is it certain that a value is of the right kind, and what is asked before that?",
            )
        _nothing_left(kind(), name, bad, called)


def _nothing_left(line: Any, name: str, bad: Any, called: str) -> None:
    """Demand that a refused value leaves a column which was never set as it was."""
    if hasattr(line, name):  # kept by address, and the address is a dropped line's: demand_freed has words for it
        return
    with suppress(TypeError, ValueError):
        setattr(line, name, bad)
    try:
        got = getattr(line, name)
    except AttributeError:
        return
    raise Wrong(
        f"{called} was refused, as it should be. But before it `{name}` had never been set, and now it reads {got!r}.",
        "What is written when a value is refused, and what was there to put back?",
    )


def _told(error: Exception, expected: type[Exception], owner: str, name: str, called: str) -> None:
    if not isinstance(error, expected):
        raise Wrong(
            f"{called} was refused with {said(error)}; a {expected.__name__} was expected.",
            "Is the kind wrong here, or is the kind right and the rule broken?",
        ) from error
    if owner in str(error) and name in str(error):
        return
    missing = " and ".join(
        what for what, text in (("the class", owner), ("the column", name)) if text not in str(error)
    )
    raise Wrong(
        f"{called} was refused, but the message does not name {missing}: {error}",
        "Has the rule been asked about a value whose kind nobody had looked at?"
        if "supported between" in str(error) or "has no len" in str(error)
        else "Who tells a descriptor which class it stands in and what it is called there, and when?",
    ) from error


def demand_class_access(answer: ModuleType) -> None:
    """Demand that the class gives the column itself."""
    formats = feed_lines(answer)
    for kind, owner, name in (
        (formats.phoenix, formats.phoenix, "seat"),
        (formats.gala, formats.phoenix, "seat"),
        (formats.slotted, formats.slotted, "seat"),
    ):
        try:
            got = getattr(kind, name)
        except Exception as error:
            raise Wrong(
                f"`{kind.__name__}.{name}`, read on the class, raised {said(error)}. So do `help`, `inspect` and every "
                "tool that lists a class's columns.",
                "What is the second argument of `__get__` when there is no instance?",
            ) from error
        if got is not vars(owner)[name]:
            raise Wrong(
                f"`{kind.__name__}.{name}`, read on the class, gave a {type(got).__name__}; "
                "the column itself was expected, so that a tool can ask it for its kind.",
                "What is the second argument of `__get__` when there is no instance?",
            )


def demand_inheritance(answer: ModuleType) -> None:
    """Demand that columns work below the class that they stand in."""
    formats = feed_lines(answer)
    question = "What does the column know of the class that it was made in, and what does it ask of the line's own?"
    gala, phoenix = formats.gala(), formats.phoenix()
    for name, value in (("row", "B"), ("seat", 5), ("cents", 12000), ("table", 3)):
        set_value(gala, name, value, question)
    set_value(phoenix, "seat", 6, question)
    got = [get_value(gala, name, question) for name in ("row", "seat", "cents", "table")]
    if got != ["B", 5, 12000, 3]:
        raise Wrong(f"A GalaLine got row 'B', seat 5, cents 12000 and table 3; it reads {got!r}.", question)
    for name in ("seat", "table"):
        try:
            setattr(gala, name, -1)
        except ValueError as error:
            if not (("GalaLine" in str(error) or "PhoenixLine" in str(error)) and name in str(error)):
                raise Wrong(
                    f"`GalaLine().{name} = -1` was refused, but the message names neither GalaLine nor PhoenixLine "
                    f"with {name}: {error}",
                    "Which class and which name has the column kept, and are they its own?",
                ) from error
        except Exception as error:
            raise Wrong(
                f"`GalaLine().{name} = -1` was refused with {said(error)}; a ValueError was expected.", question
            ) from error
        else:
            raise Wrong(
                f"`GalaLine().{name} = -1` was accepted, though the rule says no: below the class that the column "
                "stands in, nothing is validated.",
                question,
            )
