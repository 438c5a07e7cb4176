"""Where a column keeps the values of a line: in a line without a dictionary, and no longer than the line."""

from __future__ import annotations

import gc
import weakref
from contextlib import suppress
from types import ModuleType

from coursekit.exercises import Wrong
from coursekit.exercises.metaclass_validation.feed_lines import Layout, feed_lines, get_value, set_value


def demand_slots(answer: ModuleType) -> None:
    """Demand that a class without a dictionary will do."""
    formats = feed_lines(answer)
    question = (
        "SlottedLine has no `__dict__`, and the slots `_seat`, `_cents` and `__weakref__`. Where in it is there room "
        "for the value?"
    )
    lines = [formats.slotted(), formats.slotted()]
    for number, line in enumerate(lines):
        set_value(line, "seat", number, question)
        set_value(line, "cents", 100 * number, question)
    got = [(get_value(line, "seat", question), get_value(line, "cents", question)) for line in lines]
    if got != [(0, 0), (1, 100)]:
        raise Wrong(
            f"Two SlottedLines got the seats 0 and 1 and the cents 0 and 100; as (seat, cents) they read {got[0]} and "
            f"{got[1]}.",
            question,
        )


def demand_freed(answer: ModuleType) -> None:
    """Demand that nothing keeps a dropped line, nor its values."""
    formats = feed_lines(answer)
    question = "Who still knows the line, or its value, when its last user has let go of it?"
    # All of them live at once, so that no address is used twice while they are being made.
    lines, layouts = [formats.plan() for _ in range(10)], [Layout() for _ in range(10)]
    for line, layout in zip(lines, layouts, strict=True):
        set_value(line, "layout", layout, question)
        with suppress(TypeError):
            line.layout = "a refused one"
    balconies = [Layout() for _ in range(10)]
    for line, balcony in zip(lines, balconies, strict=True):
        set_value(line, "balcony", balcony, question)
    kept_lines = [weakref.ref(line) for line in lines]
    kept_values = [weakref.ref(layout) for layout in layouts]
    kept_by_rule = [weakref.ref(balcony) for balcony in balconies]
    del lines, layouts, balconies, line, layout, balcony
    gc.collect()
    lines_left = sum(reference() is not None for reference in kept_lines)
    if lines_left:
        raise Wrong(
            f"Ten lines were imported, each was refused a value, and all were dropped. {lines_left} of them "
            f"{'is' if lines_left == 1 else 'are'} still in memory, with all that belongs to it; a feed has forty "
            "thousand.",
            question,
        )
    values_left = sum(reference() is not None for reference in kept_values)
    if values_left:
        raise Wrong(
            f"Ten lines were imported and dropped. The lines are gone, but {values_left} of their values are still in "
            "memory; and the next line that gets the address of a dropped one finds a value that it was never given.",
            question,
        )
    judged_left = sum(reference() is not None for reference in kept_by_rule)
    if judged_left:
        raise Wrong(
            "Ten lines were imported and dropped. Values of a column without a rule are gone; of a column with one, "
            f"{judged_left} are still in memory.",
            "Who remembers what the rule has said, and about which values?",
        )
