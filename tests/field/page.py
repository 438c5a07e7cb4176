"""The table on the screen and the page `docs/benchmark.md`, written from what was measured and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from textwrap import fill, indent

from tests.field.judging import ACCIDENT_SECONDS
from tests.field.rounds import Contender, Result, Task
from tests.field.validating import STARTING, STOCK

TITLES: Mapping[Task, str] = {
    "validation": "Validating the notebooks",
    "judging": "Judging a class",
    "accidents": "What an accident does",
}

# What the course aims for.
SHARE_OF_STOCK = 0.4  # of the time that nbval as it comes takes
TIMES_THE_GRADERS = 10  # their throughput


@dataclass(frozen=True, slots=True)
class Row:
    """What all rounds of one contender come to.

    Attributes:
        name: the contender's.
        inside: how many notebooks or learners at a time.
        seconds: each round's wall-clock time; empty if no round was done in time.
        cpu: the median of processor time, in seconds.
        outcome: each round's words; once if they agree.
    """

    name: str
    inside: int
    seconds: tuple[float, ...]
    cpu: float
    outcome: str

    @property
    def typical(self) -> float:
        """The median of the wall-clock times, in seconds; NaN without any."""
        return median(self.seconds) if self.seconds else float("nan")


def rows(task: Task, contenders: Sequence[Contender], results: Sequence[Result]) -> list[Row]:
    """Bring the rounds together.

    Args:
        task: which table.
        contenders: who took part.
        results: what was measured.

    Returns:
        A row for each contender of that task that ran at all, in the order of their turns.
    """
    found = []
    for contender in contenders:
        mine = [result for result in results if (result.task, result.name) == (task, contender.name)]
        if contender.task != task or not mine:
            continue
        times = tuple(result.seconds for result in mine if result.done)
        words = "; or: ".join(dict.fromkeys(result.outcome for result in mine))
        found.append(Row(contender.name, contender.inside, times, median(result.cpu for result in mine), words))
    return found


def table(task: Task, found: Sequence[Row], answers: int) -> str:
    """Write one task's table in Markdown.

    Args:
        task: which.
        found: its rows, ours first.
        answers: how many answers a class hands in.

    Returns:
        The table, or an empty string if nothing was measured.
    """
    if not found:
        return ""
    if task == "accidents":
        cells = [["accident: grader", "seconds", "what became of it"]]
        cells += [[row.name, f"{row.typical:.1f}" if row.seconds else "ended by us", row.outcome] for row in found]
    elif task == "judging":
        cells = [["grader", "runs", "seconds", "from, to", "processor", "answers a minute", "ours = 1", "verdicts"]]
        cells += [[row.name, *_times(row), _rate(row, answers), _ratio(found[0], row), row.outcome] for row in found]
    else:
        stock = next((row for row in found if row.name == STOCK), found[0])
        cells = [["validator", "at a time", "runs", "seconds", "from, to", "processor", "nbval = 1", "what it reports"]]
        cells += [[row.name, str(row.inside), *_times(row), _ratio(row, stock), row.outcome] for row in found]
    head, *body = ["| " + " | ".join(line) + " |" for line in cells]
    return "\n".join([head, "|" + "---|" * len(cells[0]), *body])


def not_ahead(found: Sequence[Row]) -> list[str]:
    """Name who was faster than the first row, by wall-clock or by processor time; or say that it has no time.

    Args:
        found: a task's rows, ours first.

    Returns:
        A sentence for each.
    """
    if not found:
        return []
    ours, *others = found
    if not ours.seconds:
        return ["We were not done in time."]
    sentences = []
    for row in others:
        if row.typical < ours.typical:
            sentences.append(f"{row.name} took {row.typical / ours.typical:.2f} of our time.")
        if row.cpu < ours.cpu:
            sentences.append(f"{row.name} took {row.cpu / ours.cpu:.2f} of our processor time.")
    return sentences


def aims(validation: Sequence[Row], judging: Sequence[Row]) -> list[str]:
    """Say of each aim that the course set itself whether it is met.

    Args:
        validation: that task's rows, ours first.
        judging: likewise.

    Returns:
        A sentence for each aim that was measured.
    """
    stock = [row.typical / validation[0].typical for row in validation if row.name == STOCK]
    starting = [
        row.typical / other.typical
        for row in validation
        for other in validation
        if (row.name, other.name) == (STARTING, STOCK)
    ]
    sentences = [
        f"Validation in at most {SHARE_OF_STOCK} of the time of nbval as it comes: {1 / times:.2f}, "
        f"{_met(1 / times <= SHARE_OF_STOCK)}."
        for times in stock
    ]
    for share in starting:
        sentences.append(
            f"Of the time of nbval as it comes, {share:.0%} is the start of kernels and their imports, and forking can "
            f"save no more. Two processors halve the rest at best, which would make {(1 - share) / 2:.2f}."
        )
    for row in judging[1:]:
        times = row.typical / judging[0].typical
        sentences.append(
            f"Judging at {TIMES_THE_GRADERS} times the throughput of {row.name}: {times:.1f} times, "
            f"{_met(times >= TIMES_THE_GRADERS)}."
        )
    return [sentence for sentence in sentences if "nan" not in sentence]


def _met(is_met: bool) -> str:
    return "met" if is_met else "not met"


def page(
    contenders: Sequence[Contender],
    results: Sequence[Result],
    missing: Mapping[str, str],
    setting: Sequence[str],
    learners: int,
    answers: int,
) -> str:
    """Write the page.

    Args:
        contenders: who took part.
        results: what was measured.
        missing: who could not take part, and why.
        setting: lines that say on what machine, with which versions, and how many rounds.
        learners: how many learners a class has.
        answers: how many answers it hands in.

    Returns:
        Markdown.
    """
    tasks: tuple[Task, ...] = ("validation", "judging", "accidents")
    found = {task: rows(task, contenders, results) for task in tasks}
    behind = [_item(sentence) for task in tasks[:2] for sentence in not_ahead(found[task])]
    aimed = aims(found["validation"], found["judging"])
    absent = [_item(f"{name} did not take part: {reason}") for name, reason in missing.items()]
    parts = [
        "# Side by side with the field",
        INTRODUCTION,
        "\n".join(map(_item, setting)),
        *_section("validation", found["validation"], answers, VALIDATION),
        *_section("judging", found["judging"], answers, JUDGING.format(learners=learners, answers=answers)),
        *_section("accidents", found["accidents"], answers, ACCIDENTS.format(seconds=ACCIDENT_SECONDS)),
        *(["## What we aimed for", "\n".join(map(_item, aimed))] if aimed else []),
        "## Where we are not ahead",
        "\n".join([*(behind or ["- Nobody was faster, nor took less processor time."]), *absent]),
        "## What this does not show",
        LIMITS,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(task: Task, found: Sequence[Row], answers: int, text: str) -> list[str]:
    return [f"## {TITLES[task]}", text, table(task, found, answers)] if found else []


def _times(row: Row) -> list[str]:
    if not row.seconds:
        return ["0", "not done", "", f"{row.cpu:.1f}"]
    return [
        str(len(row.seconds)),
        f"{row.typical:.1f}",
        f"{min(row.seconds):.1f}, {max(row.seconds):.1f}",
        f"{row.cpu:.1f}",
    ]


def _rate(row: Row, answers: int) -> str:
    return f"{60 * answers / row.typical:.0f}" if row.seconds else ""


def _ratio(row: Row, to: Row) -> str:
    return f"{row.typical / to.typical:.2f}" if row.seconds and to.seconds else ""


def _item(sentence: str) -> str:
    lines = fill(sentence, 118, break_long_words=False, break_on_hyphens=False)
    return indent(lines, "  ").replace("  ", "- ", 1)


INTRODUCTION = """\
The same work, done by the course's own commands and by the tools that others use, in turn on one machine. `make field`
measures it again and writes this page; no figure in it is written by hand."""

VALIDATION = """\
Lessons, exercises and solutions, with what each tool needs to start. Only nbval compares outputs; what we add to it
(a cell that never ran, stderr, a kernel that died, a tag that does not hold) is in `tests/nbval_guards.py`. nbmake,
papermill and `jupyter execute` report whether cells raise; papermill stops at the first that does, and heeds no tag
that allows it. The floors do less than any of them: the first runs the code without kernels, messages and comparison;
the second starts the kernels, and runs the imports alone. What a tool reports is part of the result: where nbval as it
comes fails a cell, its log says why."""

JUDGING = """\
{learners} learners hand in a notebook each, with answers to two exercises in plain Python; {answers} answers, taken
from `tests/answers`. Ours are judged by `course judge` as for any learner. The graders get the same cases as plain
assertions (`tests/field/checks`), written as their documentation says, and two processes each, which is more than they
do by themselves without Docker. What is made once, such as a packed autograder or a generated assignment, is not timed.
"Ours = 1" is a grader's throughput in terms of ours."""

ACCIDENTS = """\
One learner has an accident in the first of two exercises; another learner comes next, in the same process. Each grader
has the limits that it has by default; after {seconds:.0f} s we end it. The 10 GB are asked for, but never touched."""

LIMITS = """\
- Another machine, another network file system, or a machine with other work. Ratios move less than seconds do.
- Exercises that need a database: the graders would need one, too.
- A grader inside Docker or Kubernetes, which is how otter isolates.
- What a learner reads. An assertion says that it failed; how good our sentences are, no clock tells.
- Malice. Neither we nor the graders, as they run here, are a sandbox."""
