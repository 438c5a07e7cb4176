"""What a lesson is, and the order of the course: the numbers in the file names of `notebooks/`, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.exercises import topic_modules
from coursekit.notebooks.shipped import notebooks_in
from coursekit.paths import course_root

# What the course takes for granted. Each lesson names in its header which of it.
PREREQUISITES = frozenset(
    {
        "asyncio",
        "classes",
        "closures",
        "COMMIT",
        "context managers",
        "dataclasses",
        "HTTP",
        "inheritance",
        "metaclass",
        "reference counting",
        "Session",
        "SQL",
        "typing.Protocol",
        "unittest.mock",
    }
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that the kit knows of one lesson. Each topic's package has one, named `LESSON`.

    Attributes:
        topic: the stem of the lesson's notebook, without its number.
        title: the notebook's heading.
        minutes: how long reading and running it takes, exercises not counted; an estimate (`notebooks.reading_time`).
        teaches: concepts, in the field's words as the lesson writes them. Each is taught by one lesson alone.
        needs: concepts that an earlier lesson teaches, or that stand among the `PREREQUISITES`.
    """

    topic: str
    title: str
    minutes: int
    teaches: tuple[str, ...]
    needs: tuple[str, ...] = ()


def lessons() -> list[Lesson]:
    """Collect the lesson of every topic.

    Returns:
        The lessons in the order of the course; one that has no notebook stands at the end.
    """
    return sorted((module.LESSON for module in topic_modules()), key=lambda lesson: place_of(lesson.topic))


def place_of(topic: str) -> int:
    """Say where a topic stands in the course.

    Args:
        topic: the stem of a lesson's notebook, without its number.

    Returns:
        Its place among the notebooks, counted from 0; their number, if it has none.
    """
    topics = [path.stem.partition("_")[2] for path in notebooks_in(course_root() / "notebooks")]
    return topics.index(topic) if topic in topics else len(topics)
