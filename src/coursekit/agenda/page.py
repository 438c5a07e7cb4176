"""The page of agendas, and where it belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from coursekit.agenda.layout import (
    BREAK,
    CLOSE,
    DEBRIEF,
    DISCUSSION,
    LUNCH,
    STRETCH,
    WELCOME,
    borrowed,
    lay_out,
    problems_in,
)
from coursekit.agenda.plans import BadPlan, Course, Plan, Session, clock, name_of, read_plans

_HEAD = f"""\
# Agendas

Written by `course agenda` from [plans.toml](plans.toml) and the minutes in the course's data. Do not edit this page:
change the plan, run the command, and it says where a session overflows.

To the minutes of the data a room adds: {WELCOME} minutes of welcome, in which every machine runs a cell;
{DISCUSSION} for the guesses of each lesson; {DEBRIEF} of debrief after each block of a lesson's exercises; {CLOSE} at
the end of a day; a break of {BREAK} minutes after at most {STRETCH} minutes of work; {LUNCH} for lunch. These are our
allowances, and the minutes of the data are estimates: nobody has been timed.
"""


def as_markdown(plans: Sequence[Plan], course: Course) -> str:
    """Write the agendas.

    Args:
        plans: what is taught when; each without problems.
        course: lessons and exercises.

    Returns:
        The page, links relative to docs/teaching.
    """
    return _HEAD + "".join(f"\n{part}" for plan in plans for part in _page(plan, course))


def _page(plan: Plan, course: Course) -> Iterator[str]:
    yield f"## {plan.title}\n"
    yield f"{plan.about}\n"
    if plan.assumes:
        done = [(course.lessons.get(item) or course.exercises[item]).title for item in plan.assumes]
        yield f"Done by everybody before they come: {', '.join(done)}.\n"
    for session in plan.sessions:
        yield f"### {name_of(session, plan).capitalize()}\n"
        yield "| from | minutes | |\n|---|---|---|\n" + "".join(_rows(session, plan, course))
    unexplained = _unexplained(plan, course)
    if unexplained:
        listed = "; ".join(f"*{concept}* ({course.lessons[topic].title})" for concept, topic in unexplained.items())
        yield f"Needed, and taught in none of these lessons; say each in a sentence when it comes up: {listed}.\n"
    yield "Stays for later, with its minutes:\n"
    yield "".join(f"- {line}\n" for line in _later(plan, course)) or "- nothing\n"


def _unexplained(plan: Plan, course: Course) -> dict[str, str]:
    """Give the concepts that are needed and whose lesson is not in the plan, each with that lesson's topic."""
    items = {*plan.assumes, *(item for session in plan.sessions for item in session.items)}
    needed = {concept: topic for item in sorted(items) for concept, topic in borrowed(item, course).items()}
    return {concept: topic for concept, topic in sorted(needed.items()) if topic not in items}


def _later(plan: Plan, course: Course) -> Iterator[str]:
    planned = {*plan.assumes, *(item for session in plan.sessions for item in session.items)}
    for topic, lesson in course.lessons.items():
        exercises = [
            f"{exercise.title} ({exercise.minutes})"
            for name, exercise in course.exercises.items()
            if exercise.topic == topic and name not in planned
        ]
        if topic not in planned:
            yield f"**{lesson.title}** ({lesson.minutes}), with its exercises: {'; '.join(exercises)}"
        elif exercises:
            yield f"of {lesson.title}, the exercises: {'; '.join(exercises)}"


def _rows(session: Session, plan: Plan, course: Course) -> Iterator[str]:
    now = session.start
    for slot in lay_out(session, plan, course):
        if slot.kind == "lesson":
            what = f"**[{course.lessons[slot.what].title}]({slot.what}.md)**, guesses included"
        elif slot.kind == "exercise":
            what = f"Exercise: {course.exercises[slot.what].title}"
        else:
            what = slot.kind.capitalize()
        yield f"| {clock(now)} | {slot.minutes} | {what} |\n"
        now += slot.minutes
    if now < session.end:
        yield f"| {clock(now)} | {session.end - now} | To spare |\n"
    yield f"| {clock(session.end)} | | End |\n"


def plans_of(root: Path) -> Path:
    """Name the file of plans.

    Args:
        root: the course's root.

    Returns:
        The file; a copy of the course need not have it.
    """
    return root / "docs" / "teaching" / "plans.toml"


def written_agendas(root: Path, course: Course) -> tuple[Path, str]:
    """Make the page of agendas.

    Args:
        root: the course's root.
        course: lessons and exercises.

    Returns:
        Where it belongs, and what should stand there.

    Raises:
        BadPlan: there are no plans, or they cannot be read or taught; one line for each problem.
    """
    source = plans_of(root)
    where = source.relative_to(root).as_posix()
    try:
        plans = read_plans(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadPlan(f"{where} is missing: restore it") from None
    except BadPlan as error:
        raise BadPlan(f"{where}: {error}") from None
    problems = [f"{where}: {problem}" for plan in plans for problem in problems_in(plan, course)]
    if problems:
        raise BadPlan("\n".join(problems))
    return source.with_name("agendas.md"), as_markdown(plans, course)
