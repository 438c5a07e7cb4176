"""Agendas: the shipped ones are fresh, and a plan that cannot be taught is refused in words that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from toy_exercise import TOY

from coursekit import cli
from coursekit.agenda import BadPlan, Course, Plan, Session, as_markdown, lay_out, problems_in, read_plans
from coursekit.agenda.layout import BREAK, CLOSE, DEBRIEF, DISCUSSION, LUNCH, STRETCH, WELCOME
from coursekit.exercises import Exercise, catalogue
from coursekit.lessons import Lesson, lessons
from coursekit.paths import course_root

REMEDY = "take something out, move it to another session, or give the session more time"
PLANS = course_root() / "docs" / "teaching" / "plans.toml"

TOML = """\
[[agenda]]
title = "A morning"
about = "Locks."
[[agenda.session]]
day = 1
start = "09:00"
end = "12:00"
items = ['locks', 'lock_it']
"""


def toy(name: str, topic: str, minutes: int, *needs: str) -> Exercise:
    different = {"name": name, "topic": topic, "minutes": minutes, "needs": needs, "title": name.title()}
    return Exercise(**{field: getattr(TOY, field) for field in TOY.__slots__} | different)


COURSE = Course(
    {
        "locks": Lesson("locks", "Locks", 40, teaches=("mutex",)),
        "queues": Lesson("queues", "Queues", 30, teaches=("backlog",), needs=("mutex", "SQL")),
    },
    {
        each.name: each
        for each in (toy("lock_it", "locks", 20), toy("unlock_it", "locks", 15), toy("wait", "queues", 10, "mutex"))
    },
)


def plan(*sessions: Session, assumes: tuple[str, ...] = ()) -> Plan:
    return Plan("A morning", "For tests.", sessions, assumes)


def session(*items: str, start: int = 540, minutes: int = 240, day: int = 1) -> Session:
    return Session(day, start, start + minutes, items)


def kinds(of: Session, within: Plan) -> list[str]:
    return [slot.kind for slot in lay_out(of, within, COURSE)]


def test_the_shipped_agendas_are_what_plans_and_minutes_give() -> None:
    assert not cli._stale_agendas(), "\n".join(cli._stale_agendas())


def test_the_shipped_plans_are_half_a_day_a_day_and_two_days() -> None:
    plans = read_plans(PLANS.read_text(encoding="utf-8"))
    days = [len({each.day for each in plan.sessions}) for plan in plans]
    assert (days, len(plans[0].sessions)) == ([1, 1, 2], 1)


def test_no_shipped_session_works_for_longer_than_a_stretch_without_a_break() -> None:
    course = Course({lesson.topic: lesson for lesson in lessons()}, catalogue())
    for plan in read_plans(PLANS.read_text(encoding="utf-8")):
        for session in plan.sessions:
            worked = 0
            for slot in lay_out(session, plan, course):
                worked = 0 if slot.kind == "break" else worked + slot.minutes
                assert worked <= STRETCH, f"{plan.title}: {slot} ends {worked} minutes after the last break"


def test_a_room_adds_its_minutes() -> None:
    only = session("locks", "lock_it")
    slots = lay_out(only, plan(only), COURSE)
    assert [(slot.kind, slot.minutes) for slot in slots] == [
        ("welcome", WELCOME),
        ("lesson", 40 + DISCUSSION),
        ("break", BREAK),
        ("exercise", 20),
        ("debrief", DEBRIEF),
        ("close", CLOSE),
    ]


def test_each_lessons_exercises_are_debriefed_together() -> None:
    first, second = session("locks", "queues"), session("lock_it", "unlock_it", "wait", start=900)
    assert kinds(second, plan(first, second)) == ["exercise", "exercise", "debrief", "exercise", "debrief", "close"]


def test_welcome_comes_once_and_each_day_is_closed() -> None:
    days = [session("locks"), session("lock_it", start=900), session("queues", day=2)]
    ends = [(kinds(each, plan(*days))[0], kinds(each, plan(*days))[-1]) for each in days]
    assert ends == [("welcome", "lesson"), ("exercise", "close"), ("lesson", "close")]


def test_breaks_stand_between_blocks_where_they_can() -> None:
    only = session("locks", "lock_it", "unlock_it", "queues", "wait")
    slots = kinds(only, plan(only))
    around = [
        (before, after) for before, kind, after in zip(slots, slots[1:], slots[2:], strict=False) if kind == "break"
    ]
    assert around == [("lesson", "exercise"), ("debrief", "lesson")]


def test_a_session_that_overflows_is_named_with_what_to_do() -> None:
    only = session("locks", "lock_it", minutes=100)
    needed = WELCOME + 40 + DISCUSSION + BREAK + 20 + DEBRIEF + CLOSE
    (problem,) = problems_in(plan(only), COURSE)
    assert f"A morning: the session from 09:00 to 10:40 is {needed - 100} minutes too long: {REMEDY}" in problem
    assert problem.endswith("It holds locks (50), lock_it (20)")
    assert not problems_in(plan(session("locks", "lock_it", minutes=needed)), COURSE)
    assert problems_in(plan(session("locks", "lock_it", minutes=needed - 1)), COURSE)


@pytest.mark.parametrize(
    ("items", "assumes", "said"),
    [
        (("lock_it", "locks"), (), "'lock_it' needs the lesson 'locks' before it"),
        (("queues", "locks"), (), "'queues' needs the lesson 'locks' before it"),
        (("locks", "lock_it", "lock_it"), (), "'lock_it' is planned twice"),
        (("locks",), ("locks",), "'locks' is planned twice"),
        (("loks",), (), "'loks' is neither a lesson's topic nor an exercise's name"),
        (("locks",), ("dreams",), "'dreams' is neither"),
    ],
)
def test_a_plan_that_does_not_fit_the_course_is_refused(
    items: tuple[str, ...], assumes: tuple[str, ...], said: str
) -> None:
    (problem,) = problems_in(plan(session(*items), assumes=assumes), COURSE)
    assert problem.startswith(f"A morning: {said}")


def test_what_people_have_read_need_not_be_taught() -> None:
    only = plan(session("queues", "wait"), assumes=("locks", "lock_it"))
    assert not problems_in(only, COURSE)
    page = as_markdown([only], COURSE)
    assert "Done by everybody before they come: Locks, Lock_It." in page
    assert "- of Locks, the exercises: Unlock_It (15)" in page


def test_a_concept_whose_lesson_is_left_out_is_to_be_said_in_a_sentence() -> None:
    only = plan(session("queues", "wait"))
    assert not problems_in(only, COURSE)
    assert "say each in a sentence when it comes up: *mutex* (Locks)." in as_markdown([only], COURSE)
    assert "in a sentence" not in as_markdown([plan(session("locks", "queues"))], COURSE)


def test_lunch_is_kept_free() -> None:
    morning = session("locks", minutes=120)
    (problem,) = problems_in(plan(morning, session("lock_it", start=morning.end + LUNCH - 1)), COURSE)
    assert "leave time for lunch" in problem
    assert not problems_in(plan(morning, session("lock_it", start=morning.end + LUNCH)), COURSE)
    assert not problems_in(plan(morning, session("lock_it", day=2)), COURSE)


@pytest.mark.parametrize(
    "text",
    [
        "[[agenda",
        "",
        "[[agenda]]\ntitle = 'A day'\nabout = ''\n",
        TOML.replace("09:00", "nine"),
        TOML.replace("'locks', 'lock_it'", ""),
        TOML.replace("day = 1", ""),
    ],
)
def test_plans_that_cannot_be_read_are_told_so(text: str) -> None:
    assert read_plans(TOML)
    with pytest.raises(BadPlan):
        read_plans(text)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A course whose plan is one session of these hours; give its folder."""
    monkeypatch.setattr(cli, "course_root", lambda: tmp_path)
    monkeypatch.setattr(cli, "catalogue", lambda: COURSE.exercises)
    monkeypatch.setattr(cli, "lessons", lambda: list(COURSE.lessons.values()))
    (tmp_path / "docs" / "teaching").mkdir(parents=True)

    def write(end: str) -> Path:
        (tmp_path / "docs" / "teaching" / "plans.toml").write_text(TOML.replace("12:00", end))
        return tmp_path / "docs" / "teaching"

    return write


def test_the_command_writes_the_page_once(course: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = course("12:00")
    (stale,) = cli._stale_agendas()
    assert stale.endswith("agendas.md is not what the plans and minutes give: run `course agenda`")
    assert cli.main(["agenda"]) == 0
    assert capsys.readouterr().out == "docs/teaching/agendas.md\n"
    assert cli._stale_agendas() == []
    assert (cli.main(["agenda"]), capsys.readouterr().out) == (0, "")
    page = (folder / "agendas.md").read_text()
    starts = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ") and ":" in line]
    assert starts[0] == "09:00" and starts[-1] == "12:00"
    assert all(before <= after for before, after in pairwise(starts))
    assert "- **Queues** (30), with its exercises: Wait (10)" in page
    assert "- of Locks, the exercises: Unlock_It (15)" in page


def test_the_command_refuses_an_overflow_and_so_does_the_check(
    course: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = course("10:00")
    assert cli.main(["agenda"]) == 1
    said = capsys.readouterr().err.removeprefix("course: ")
    assert said.startswith("docs/teaching/plans.toml: A morning: the session from 09:00 to 10:00 is ")
    assert not (folder / "agendas.md").exists()
    assert cli._stale_agendas() == said.splitlines()
