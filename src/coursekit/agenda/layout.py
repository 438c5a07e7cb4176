"""A plan laid out with welcome, breaks and debriefs, and held to the course and the clock.

What a room adds to the minutes of the data is stated here, once. These are allowances of ours, not measurements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise

from coursekit.agenda.plans import Course, Plan, Session, name_of

WELCOME = 15  # names, the room, and one cell run on every machine: who cannot run it is found now
DISCUSSION = 10  # for each lesson: six to eight guesses collected aloud, alone, one takes half a minute each
DEBRIEF = 10  # after each block of a lesson's exercises: two answers from the room, and their trade-off
CLOSE = 10  # of each day: everybody says what they will look for tomorrow
BREAK = 15  # for a room to leave, find coffee and be back
STRETCH = 90  # of work without a break, at the most
LUNCH = 60  # between two sessions of one day, at the least


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of an agenda.

    Attributes:
        kind: lesson, exercise, welcome, debrief, close or break.
        what: the topic or the exercise's name for the first two, else empty.
        minutes: how long it takes, what a room adds included.
    """

    kind: str
    what: str
    minutes: int


def lay_out(session: Session, plan: Plan, course: Course) -> list[Slot]:
    """Put a session's items in order, with what a room adds to them.

    Breaks are as few as keep each stretch of work within `STRETCH`, as far as items allow; they stand after a lesson
    or a debrief rather than elsewhere, and so that the longest stretch is short.

    Args:
        session: one of the plan's, with items that the course has.
        plan: the plan.
        course: lessons and exercises.

    Returns:
        The slots, without a gap. They may be longer than the session.
    """
    slots = list(_work(session, plan, course))
    for number in range(len(slots)):
        places = min(combinations(range(1, len(slots)), number), key=lambda places: _discomfort(slots, places))
        too_long, *_ = _discomfort(slots, places)
        if not too_long:
            break
    for place in reversed(places):
        slots.insert(place, Slot("break", "", BREAK))
    return slots


def _work(session: Session, plan: Plan, course: Course) -> Iterator[Slot]:
    if session is plan.sessions[0]:
        yield Slot("welcome", "", WELCOME)
    # A block is the exercises of one lesson in a row; lessons have no topic here.
    for topic, items in groupby(session.items, lambda item: item in course.exercises and course.exercises[item].topic):
        for item in items:
            if topic:
                yield Slot("exercise", item, course.exercises[item].minutes)
            else:
                yield Slot("lesson", item, course.lessons[item].minutes + DISCUSSION)
        if topic:
            yield Slot("debrief", "", DEBRIEF)
    if session is [each for each in plan.sessions if each.day == session.day][-1]:
        yield Slot("close", "", CLOSE)


def _discomfort(slots: Sequence[Slot], places: Sequence[int]) -> tuple[bool, int, int]:
    """Rate breaks before these places: is a stretch too long, the longest, and how many interrupt something."""
    bounds = [0, *places, len(slots)]
    longest = max(sum(slot.minutes for slot in slots[first:last]) for first, last in pairwise(bounds))
    interrupting = sum(slots[at - 1].kind not in ("lesson", "debrief") or slots[at].kind == "close" for at in places)
    return longest > STRETCH, interrupting, longest


def problems_in(plan: Plan, course: Course) -> list[str]:
    """Hold a plan against the course and the clock.

    Args:
        plan: any plan.
        course: lessons and exercises.

    Returns:
        A sentence for each thing that is wrong, with what to do about it; empty if the plan can be taught.
    """
    problems = list(_wrong_items(plan, course))
    problems += [
        f"{name_of(after, plan)} begins less than {LUNCH} minutes after {name_of(before, plan)}: leave time for lunch"
        for before, after in pairwise(plan.sessions)
        if before.day == after.day and after.start - before.end < LUNCH
    ]
    if not problems:
        problems += [problem for session in plan.sessions for problem in _overflow(session, plan, course)]
    return [f"{plan.title}: {problem}" for problem in problems]


def _wrong_items(plan: Plan, course: Course) -> Iterator[str]:
    items = [item for session in plan.sessions for item in session.items]
    seen = set(plan.assumes)
    for item in (*plan.assumes, *items):
        if item not in course.exercises and item not in course.lessons:
            yield f"{item!r} is neither a lesson's topic nor an exercise's name: correct it"
            continue
        needed = {topic for topic in borrowed(item, course).values() if topic in items}
        if item in course.exercises:
            needed.add(course.exercises[item].topic)
        for topic in sorted(needed - seen - {item}):
            yield f"{item!r} needs the lesson {topic!r} before it: put that first, or name it in `assumes`"
        seen.add(item)
    for item in sorted({item for item in items if items.count(item) > 1 or item in plan.assumes}):
        yield f"{item!r} is planned twice: take one out"


def borrowed(item: str, course: Course) -> dict[str, str]:
    """Say what a lesson or an exercise needs of other lessons.

    Args:
        item: its topic or name; the course has it.
        course: lessons and exercises.

    Returns:
        For each concept that it needs and another lesson teaches, that lesson's topic.
    """
    taught_by = {concept: topic for topic, lesson in course.lessons.items() for concept in lesson.teaches}
    own = course.exercises[item].topic if item in course.exercises else item
    needs = (course.exercises.get(item) or course.lessons[item]).needs
    return {need: taught_by[need] for need in needs if taught_by.get(need, own) != own}


def _overflow(session: Session, plan: Plan, course: Course) -> Iterator[str]:
    slots = lay_out(session, plan, course)
    over = sum(slot.minutes for slot in slots) - (session.end - session.start)
    if over > 0:
        listed = ", ".join(f"{slot.what} ({slot.minutes})" for slot in slots if slot.what)
        yield (
            f"{name_of(session, plan)} is {over} minutes too long: take something out, move it to another session, or "
            f"give the session more time. It holds {listed}"
        )
