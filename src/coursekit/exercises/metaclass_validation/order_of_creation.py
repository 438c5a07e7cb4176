"""Predict the calls that two class statements and an instance come to. Judged by a trace made in the child."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.metaclass_validation.program import CALLS, NEVER, NEVER_QUESTIONS, hook, reason, trace


def predicted(order: Any) -> list[str]:
    """Read a prediction in any sensible writing.

    Args:
        order: a sequence of entries, or a text with an entry a line, or entries between commas or arrows; an entry is
            a line that the program could log, or its number in `CALLS`, counted from 1.

    Returns:
        The entries as logged lines; what is unknown stays as it is.

    Raises:
        Wrong: it is no sequence at all.
    """
    if isinstance(order, str):
        order = [entry for entry in re.split(r"[\n,;]|->|→", order) if entry.strip()]
        if len(order) == 1:
            order = order[0].split()
    if not isinstance(order, Sequence):
        raise Wrong(
            f"`ORDER` is bound to {order!r}. It should be a list of lines from the table.",
            "What is the very first line that the program logs?",
        )
    return [_line(entry) for entry in order]


# A number, a line, or both: with a number in front it may be the table's or the learner's own, and the line counts.
_ENTRY = re.compile(r"\W*(\d*)\W*(.*?)\W*", re.DOTALL)


def _line(entry: Any) -> str:
    text = " ".join(str(entry).split())
    number, line = _ENTRY.fullmatch(text).groups()  # type: ignore[union-attr]  # it fits any text
    if number and not line and 1 <= int(number) <= len(CALLS):
        return CALLS[int(number) - 1]
    known = {line.lower(): line for line in CALLS}
    return known.get(line.lower(), text)


def _from_the_table(answer: ModuleType) -> None:
    lines = predicted(answer.ORDER)
    if not lines:
        raise Wrong("`ORDER` is empty.", "Which line does the program log before all others?")
    for number, line in enumerate(lines):
        if line not in CALLS:
            raise Wrong(
                f"Entry {number + 1} of `ORDER` is {line!r}, which is not in the table.", "Which line is meant by it?"
            )
        if line in lines[:number]:
            raise Wrong(
                f"`{line}` stands in `ORDER` twice. Nothing here is logged twice.",
                "Which of the two places is the right one?",
            )


def _nothing_that_never_happens(answer: ModuleType) -> None:
    logged = trace()
    for line in predicted(answer.ORDER):
        if line not in logged:
            raise Wrong(f"`{line}` is in `ORDER`, and is never logged. {NEVER[line]}", NEVER_QUESTIONS[line])


def _nothing_left_out(answer: ModuleType) -> None:
    lines = predicted(answer.ORDER)
    left_out = [line for line in trace() if line not in lines]
    if left_out:
        hooks = list(dict.fromkeys(f"`{hook(line)}`" for line in left_out))
        number = "1 line is" if len(left_out) == 1 else f"{len(left_out)} lines are"
        raise Wrong(
            f"{number} missing from `ORDER`; what is missing begins with {', '.join(hooks)}.",
            "Which line of the program sets it off?",
        )


def _in_order(answer: ModuleType) -> None:
    lines, logged = predicted(answer.ORDER), trace()
    for number, (expected, actual) in enumerate(zip(lines, logged, strict=True)):
        if expected != actual:
            why, question = reason(actual, expected)
            raise Wrong(
                f"You have `{expected}` before `{actual}`; it is the other way round. {why}",
                question,
                evidence="\n".join(["Right up to here:", *(f"    {line}" for line in logged[:number])])
                if number
                else "",
            )


EXERCISE = Exercise(
    name="order_of_creation",
    topic="metaclass_validation",
    title="Order of creation",
    level="predict",
    minutes=8,
    needs=("class statement", "__prepare__", "__set_name__", "__init_subclass__", "class decorator"),
    provides={"ORDER": None},
    demands=(
        Demand("from_the_table", "`ORDER` holds lines from the table, each at most once.", _from_the_table),
        Demand("never", "It holds no line that is never logged.", _nothing_that_never_happens),
        Demand("left_out", "It leaves out no line that is logged.", _nothing_left_out),
        Demand("in_order", "The lines stand in the order in which they are logged.", _in_order),
    ),
    hints=(
        "Read the program from the top and ask at each statement: which function does Python call here, with what in "
        "its hands? Whatever is handed over must have been made before.",
        "A class statement is a call. Python picks the metaclass, asks it for a namespace, runs the body in that, and "
        "calls the metaclass with the result. `type.__call__` runs the metaclass's `__new__` and then its `__init__`. "
        "Two more hooks are called from *within* `type.__new__`: first the descriptors in the body, then the parent. "
        "And not everything that has a hook gets called: look at what stands in a body, what has a parent, and what is "
        "called with parentheses.",
        "For a class `C(B, metaclass=M)` with a decorator that is made by a call:\n\n"
        "```\n"
        "the decorator's expression\n"
        "M.__prepare__ -> the body -> M.__new__ ( __set_name__ of each descriptor in the body\n"
        "                                         -> B.__init_subclass__ ) -> M.__init__\n"
        "the decorator on the finished class\n"
        "```\n\n"
        "`C()` is `M.__call__`, which runs `C.__new__` and `C.__init__`. Of the nineteen lines, fifteen are logged.",
    ),
    debrief=(
        "**The trade-off.** The later a hook runs, the more it knows and the less it can change. `__prepare__` decides "
        "what a name in the body means, and sees the bases but no body yet. The metaclass's `__new__` may still change "
        "bases and namespace, and has no class to ask until its `super()` has made it. "
        "`__init_subclass__` sees the finished class with its columns named, and can only add or refuse. A decorator "
        "comes last; it may put another class in the place, but whoever has registered the first one keeps that.\n\n"
        "**A second way.** Do not remember it: a dozen lines of logging show it for any class that puzzles you. "
        "The documentation has the order under 'Customizing class creation'.\n\n"
        "**Where it bites.** `@dataclass(slots=True)` makes a *second* class: what registered itself by "
        "`__init_subclass__` registers twice. A descriptor that is set on a class afterwards, as plug-ins and test "
        "doubles do, has to be told its name by hand: `column.__set_name__(cls, 'row')`. And SQLAlchemy maps a class "
        "in its hook, so a mixin's `__init_subclass__` may see the attributes before or after they have become "
        "columns, depending on who calls `super()` first."
    ),
)
