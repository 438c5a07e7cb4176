"""What is taught when: plans as data, and reading them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coursekit.exercises import Exercise
from coursekit.lessons import Lesson


class BadPlan(ValueError):  # noqa: N818 - read as a sentence where it is raised
    """A file of plans cannot be read, or a session does not fit. The message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Course:
    """What can be planned.

    Attributes:
        lessons: by topic, in the order of the course.
        exercises: by name.
    """

    lessons: Mapping[str, Lesson]
    exercises: Mapping[str, Exercise]


@dataclass(frozen=True, slots=True)
class Session:
    """A part of a day without lunch in it.

    Attributes:
        day: counted from 1.
        start: minutes since midnight.
        end: the same.
        items: topics of lessons and names of exercises, in their order.
    """

    day: int
    start: int
    end: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is taught, and when.

    Attributes:
        title: what it is called.
        about: what it is good for, in a sentence or two of Markdown.
        sessions: in their order.
        assumes: lessons and exercises that people have behind them when they come, named like items.
    """

    title: str
    about: str
    sessions: tuple[Session, ...]
    assumes: tuple[str, ...] = ()


def read_plans(text: str) -> list[Plan]:
    """Read a file of plans.

    Args:
        text: TOML with a table `agenda` for each plan, and in it a table `session` for each session.

    Returns:
        The plans, in the order of the file.

    Raises:
        BadPlan: it is no TOML, or a key is missing or has a value that means nothing.
    """
    try:
        return [
            Plan(
                title=agenda["title"],
                about=agenda["about"].strip(),
                sessions=tuple(_session(each) for each in agenda["session"]),
                assumes=tuple(agenda.get("assumes", ())),
            )
            for agenda in tomllib.loads(text)["agenda"]
        ]
    except KeyError as missing:
        raise BadPlan(f"a plan or one of its sessions has no {missing}: add it") from None
    except ValueError as error:
        raise BadPlan(f"the plans cannot be read: {error}") from None


def _session(table: Mapping[str, Any]) -> Session:
    if not table["items"]:
        raise ValueError("a session has no items")
    return Session(int(table["day"]), _minutes(table["start"]), _minutes(table["end"]), tuple(table["items"]))


def _minutes(clock: str) -> int:
    hours, minutes = str(clock).split(":")
    return 60 * int(hours) + int(minutes)


def clock(minutes: int) -> str:
    """Write a time of the day.

    Args:
        minutes: since midnight.

    Returns:
        Hours and minutes, such as 09:05.
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"


def name_of(session: Session, plan: Plan) -> str:
    """Call a session something.

    Args:
        session: one of the plan's.
        plan: the plan.

    Returns:
        Its hours, and its day if there are several.
    """
    hours = f"{clock(session.start)} to {clock(session.end)}"
    return f"day {session.day}, {hours}" if plan.sessions[-1].day > 1 else f"the session from {hours}"
