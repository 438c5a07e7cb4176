"""One thread: every lesson described, its minutes as stated, and no idea needed before it is taught."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from coursekit.exercises import Exercise, catalogue, topic_modules
from coursekit.lessons import PREREQUISITES, Lesson, lessons
from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import course_root

ROOT = course_root()
MOST_MINUTES = 50
MINUTES = re.compile(r"^\*\*Minutes:\*\* (\d+)\b(?:.*?\bthen (\d+) for \[the exercises\])?", re.DOTALL | re.MULTILINE)


def data_of(topic: str) -> str:
    return f"src/coursekit/exercises/{topic}/__init__.py"


def header_of(topic: str) -> tuple[str, str]:
    """The lesson's file, and its first Markdown cell."""
    (path,) = (path for path in notebooks_in(ROOT / "notebooks") if path.stem.partition("_")[2] == topic)
    return f"notebooks/{path.name}", "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])


def exercises_of(topic: str) -> list[Exercise]:
    return [exercise for exercise in catalogue().values() if exercise.topic == topic]


def order_problems(course: Sequence[Lesson], exercises: Sequence[Exercise]) -> Iterator[str]:
    """Say which concept is taught twice, and which is needed before it is taught."""
    known = dict.fromkeys(PREREQUISITES, "the prerequisites")
    for lesson in course:
        for concept in lesson.needs:
            if concept not in known:
                yield needed_too_early(f"the lesson {lesson.topic}", concept, lesson.topic)
        for concept in lesson.teaches:
            if concept in known:
                yield (
                    f"{data_of(lesson.topic)}: a concept is taught once; {concept!r} stands in {known[concept]}: "
                    "take it out of `teaches`, and into `needs`"
                )
            known[concept] = lesson.topic
        for exercise in exercises:
            if exercise.topic == lesson.topic:
                for concept in exercise.needs:
                    if concept not in known:
                        yield needed_too_early(f"the exercise {exercise.name}", concept, lesson.topic)


def needed_too_early(what: str, concept: str, topic: str) -> str:
    return (
        f"{data_of(topic)}: {what} needs {concept!r}, which no lesson up to there teaches: correct the spelling, teach "
        "it there or earlier, or add it to PREREQUISITES in src/coursekit/lessons.py"
    )


def test_every_topic_describes_its_lesson() -> None:
    for module in topic_modules():
        topic = module.__name__.rpartition(".")[2]
        lesson = getattr(module, "LESSON", None)
        assert isinstance(lesson, Lesson), f"{data_of(topic)}: a topic has a LESSON: write one"
        assert lesson.topic == topic, f"{data_of(topic)}: LESSON names the topic {lesson.topic!r}: write {topic!r}"


def test_lessons_come_in_the_order_of_the_notebooks_numbers() -> None:
    numbered = [path.stem.partition("_")[2] for path in notebooks_in(ROOT / "notebooks")]
    assert [lesson.topic for lesson in lessons()] == numbered


def test_a_lesson_s_title_and_minutes_are_what_its_notebook_says() -> None:
    for lesson in lessons():
        where, header = header_of(lesson.topic)
        assert header.startswith(f"# {lesson.title}\n"), (
            f"{where}: its title is not {lesson.title!r}; mend it or the data"
        )
        stated = MINUTES.search(header)
        assert stated, f"{where}: its first cell says **Minutes:**, and how many for the exercises; write it"
        assert int(stated[1]) == lesson.minutes, (
            f"{where} says {stated[1]} minutes, {data_of(lesson.topic)} {lesson.minutes}: make them agree"
        )
        assert lesson.minutes <= MOST_MINUTES, f"{where}: no lesson is longer than {MOST_MINUTES} minutes: cut it"
        exercises = sum(exercise.minutes for exercise in exercises_of(lesson.topic))
        assert int(stated[2] or 0) == exercises, (
            f"{where} says {stated[2]} minutes for the exercises, and theirs make {exercises}: make them agree"
        )


def test_no_concept_is_needed_before_it_is_taught() -> None:
    problems = list(order_problems(lessons(), list(catalogue().values())))
    assert not problems, "\n".join(problems)


def test_the_order_is_really_looked_at() -> None:
    first = Lesson("first", "First", 1, teaches=("lock", "queue"), needs=("SQL", "retry"))
    second = Lesson("second", "Second", 1, teaches=("retry", "lock"), needs=("queue",))
    early, twice = order_problems([first, second], [])
    assert early.startswith("src/coursekit/exercises/first/") and "'retry'" in early
    assert twice.startswith("src/coursekit/exercises/second/") and "'lock' stands in first" in twice
