"""One thread: every lesson described, its minutes as stated, and no idea needed or named before it is taught."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.exercises import Exercise, catalogue, topic_modules
from coursekit.lessons import PREREQUISITES, Lesson, lessons
from coursekit.notebooks.navigation import START_TOPIC
from coursekit.notebooks.reading_time import estimated_minutes
from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import course_root

ROOT = course_root()
MOST_MINUTES = 50
MOST_OFF = 1.3  # how far the stated minutes may be from the estimate, as a factor
MINUTES = re.compile(r"^\*\*Minutes:\*\* (\d+)\b(?:.*?\bthen (\d+) for \[the exercises\])?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """A notebook's place, and its cells, each with its source as one string."""

    where: str
    cells: list[dict[str, Any]]

    @property
    def header(self) -> str:
        return self.cells[0]["source"]

    @property
    def prose(self) -> list[dict[str, Any]]:
        return [cell for cell in self.cells if cell["cell_type"] == "markdown"]


def names(concept: str, text: str) -> bool:
    """Whether a text names a concept, in singular or plural. Case counts if the concept has capitals, as RED does."""
    words = r"\s+".join(map(re.escape, concept.split()))
    case = re.IGNORECASE if concept.islower() else re.NOFLAG
    return bool(re.search(rf"(?<!\w){words}(?:s|es)?(?!\w)", re.sub(r"[`*]", "", text), case))


def data_of(topic: str) -> str:
    return f"src/coursekit/exercises/{topic}/__init__.py"


def notebooks_of(topic: str) -> Iterator[Notebook]:
    """The lesson, then its exercises."""
    for folder in ("notebooks", "exercises"):
        for path in notebooks_in(ROOT / folder):
            if path.stem.partition("_")[2] == topic:
                cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
                yield Notebook(f"{folder}/{path.name}", [{**cell, "source": "".join(cell["source"])} for cell in cells])


def notebook_of(topic: str) -> Notebook:
    return next(notebooks_of(topic))


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
        notebook = notebook_of(lesson.topic)
        where, header = notebook.where, notebook.header
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


def test_a_lesson_s_minutes_fit_what_is_in_it() -> None:
    for lesson in lessons():
        notebook = notebook_of(lesson.topic)
        estimate = estimated_minutes(notebook.cells)
        assert 1 / MOST_OFF <= lesson.minutes / estimate <= MOST_OFF, (
            f"{notebook.where}: {lesson.minutes} minutes are stated, and its words and code make {estimate:.0f}: "
            "lengthen or shorten one of the two"
        )


def test_an_estimate_counts_prose_code_pictures_and_guesses() -> None:
    def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
        return {"cell_type": "code", "source": source, "outputs": list(outputs)}

    prose = {"cell_type": "markdown", "source": "word " * 430}
    guess = {"cell_type": "markdown", "source": "**Guess" + " word" * 214}
    references = {"cell_type": "markdown", "source": "## References\n\n" + "word " * 1_000}
    picture = {"data": {"text/html": "<figure></figure>"}}
    assert estimated_minutes([prose, references]) == 2
    assert estimated_minutes([guess]) == 1.5
    assert estimated_minutes([code("x = 1\n\n" * 50)]) == 2
    assert estimated_minutes([code("x = 1\n" * 25, picture, {"text": "1"})]) == 1.5


def test_the_readme_s_table_states_the_same_minutes() -> None:
    rows = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| [")]
    for lesson in lessons():
        exercises = sum(exercise.minutes for exercise in exercises_of(lesson.topic))
        found = [row for row in rows if f"_{lesson.topic}.ipynb" in row]
        assert len(found) == (lesson.topic != START_TOPIC), (
            f"README.md: the table of lessons has one row for {lesson.topic} that begins with a link to it; write it so"
        )
        assert all(f"| {lesson.minutes} |" in row and f", {exercises} minutes |" in row for row in found), (
            f"README.md: the row of {lesson.topic} says | {lesson.minutes} | and ', {exercises} minutes'; mend it"
        )


def test_no_concept_is_needed_before_it_is_taught() -> None:
    problems = list(order_problems(lessons(), list(catalogue().values())))
    assert not problems, "\n".join(problems)


def test_a_lesson_names_what_it_teaches() -> None:
    for lesson in lessons():
        notebook = notebook_of(lesson.topic)
        text = "\n".join(cell["source"] for cell in notebook.cells)
        missing = [concept for concept in lesson.teaches if not names(concept, text)]
        assert not missing, (
            f"{notebook.where}: what {data_of(lesson.topic)} says is taught is named there, but {missing} are not: "
            "correct the spelling, or write about them"
        )


def test_every_exercise_of_a_lesson_that_teaches_says_what_it_needs() -> None:
    asked = [exercise for lesson in lessons() if lesson.teaches for exercise in exercises_of(lesson.topic)]
    silent = [exercise.name for exercise in asked if not exercise.needs]
    assert asked
    assert not silent, f"src/coursekit/exercises/: an exercise says which concepts it `needs`; write it for {silent}"


def test_a_lesson_s_header_names_the_prerequisites_that_it_needs() -> None:
    for lesson in lessons():
        notebook = notebook_of(lesson.topic)
        needed = [concept for concept in lesson.needs if concept in PREREQUISITES]
        missing = [concept for concept in needed if not names(concept, notebook.header)]
        assert not missing, (
            f"{notebook.where}: **You need:** leaves out {missing} of {data_of(lesson.topic)}: add them, or take them "
            "out of `needs`"
        )


def early_names(course: Sequence[tuple[Lesson, Sequence[Notebook]]]) -> Iterator[str]:
    """Say where a concept is named before its lesson, and the notebook has not linked that lesson up to there."""
    for place, (_, notebooks) in enumerate(course):
        for later, _ in course[place + 1 :]:
            for notebook in notebooks:
                linked = False
                for cell in notebook.prose:
                    linked = linked or f"_{later.topic}.ipynb" in cell["source"]
                    for concept in later.teaches:
                        if not linked and names(concept, cell["source"]):
                            yield (
                                f"{notebook.where}: cell {cell['id']!r} names {concept!r}, which the later lesson "
                                f"{later.topic} teaches: say it in other words, or link that lesson in the cell"
                            )


def test_no_concept_is_named_before_it_is_taught() -> None:
    course = [(lesson, [*notebooks_of(lesson.topic)]) for lesson in lessons()]
    problems = list(early_names(course))
    assert not problems, "\n".join(problems)


def test_early_names_are_found() -> None:
    def told(*sources: str) -> list[Notebook]:
        return [Notebook("x", [{"cell_type": "markdown", "id": "say-it", "source": source} for source in sources])]

    first, second = Lesson("first", "First", 1, ()), Lesson("second", "Second", 1, ("write skew",))
    early = told(
        "Rewrite skewed.", "Two **write\nskews**.", "Write skew has [a lesson](02_second.ipynb).", "Write skew."
    )
    (found,) = early_names([(first, early), (second, told("Write skew."))])
    assert "'say-it' names 'write skew'" in found


def test_the_order_is_really_looked_at() -> None:
    first = Lesson("first", "First", 1, teaches=("lock", "queue"), needs=("SQL", "retry"))
    second = Lesson("second", "Second", 1, teaches=("retry", "lock"), needs=("queue",))
    early, twice = order_problems([first, second], [])
    assert early.startswith("src/coursekit/exercises/first/") and "'retry'" in early
    assert twice.startswith("src/coursekit/exercises/second/") and "'lock' stands in first" in twice
