"""What a new topic and a new exercise begin with. Each TODO is a prompt, and is listed until it has been answered.

`@...@` stands for a name. The files keep the house rules from the start, so that the checks speak of what is missing
and of nothing else.
"""

from __future__ import annotations

from typing import Any

MINUTES = 50  # of a lesson; `tests/test_lessons.py` allows no more
EXERCISE_MINUTES = 10

PACKAGE = '''\
"""The exercises of the lesson on @title_lower@."""

from coursekit.exercises.@topic@ import (
    @exercise@,
)
from coursekit.lessons import Lesson

LESSON = Lesson(
    topic="@topic@",
    title="@Title@",
    minutes=@minutes@,
    teaches=("TODO: a concept, in the field's words",),
)

EXERCISES = (@exercise@.EXERCISE,)
'''

EXERCISE = '''\
"""TODO: what the exercise asks, in a sentence."""

from __future__ import annotations

from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong


def _todo(module: ModuleType) -> None:
    got = module.answer()
    if got != 0:
        raise Wrong(
            f"TODO: what was called, what was expected, what happened: answer() gave {got!r}.",
            "TODO: one question that points on?",
        )


EXERCISE = Exercise(
    name="@exercise@",
    topic="@topic@",
    title="@Exercise@",
    level="build",
    minutes=@exercise_minutes@,
    provides={"answer": ()},
    demands=(Demand("todo", "TODO: one behaviour, as the task states it.", _todo),),
    hints=(
        "TODO: where to look.",
        "TODO: what is going on.",
        "TODO: almost the code.",
    ),
    debrief="TODO: the trade-off, a second way, where it bites in production.",
    needs=("TODO: a concept that its lesson or an earlier one teaches",),
)
'''

RIGHT = '''\
"""TODO: the approach, in a sentence; then rename this file after it."""


def answer() -> int:
    return 0
'''

WRONG = '''\
"""TODO: what somebody competent believes, in a sentence; then rename this file after it.

Says: TODO: words that the verdict must contain, and no other one does
"""


def answer() -> int:
    return 1
'''

ANSWER = '''\
%%exercise @exercise@ --rehearse
def answer() -> int:
    """TODO: what it gives."""
    # begin solution
    return 0  # TODO: the worked answer
    # begin stub
    # return -1  # TODO: what is shipped in its place; without these two lines it is `...`
    # end solution'''

TASK = """\
## @Exercise@

*Level: build. Time: @exercise_minutes@ minutes.*

TODO: the situation in Curtain, in two or three sentences. Write `answer()`.

What is demanded:

- TODO: one behaviour, as the task states it."""

REASONING = "**Why this is right.** TODO: the reasoning, for `%solution`."

# A lesson's cells: id, and Markdown; or id, and the code of a cell, which begins with a prompt for it.
LESSON: tuple[tuple[str, str, str], ...] = (
    (
        "title",
        "markdown",
        """\
# @Title@

**Friday, 18:00.** TODO: the symptom, as the pager shows it.

**After this lesson you can**

1. TODO: an objective that an exercise asks for.

**Minutes:** @minutes@, then @exercise_minutes@ for [the exercises](../exercises/@number@_@topic@.ipynb).
**You need:** TODO: what the lesson takes for granted.""",
    ),
    ("suspect", "markdown", "## The suspect\n\nTODO: reproduce the symptom on Curtain."),
    ("suspect-run", "code", 'print("TODO: the smallest run that shows it")'),
    (
        "measure",
        "markdown",
        "## TODO: one idea a section\n\n**Guess before you measure:** TODO: a question with a number in its answer?",
    ),
    ("measure-run", "code", 'print("TODO: the experiment")'),
    ("measure-says", "markdown", "TODO: what was shown, why, and what was not shown."),
    ("repair", "markdown", "## The repair\n\nTODO: repair it, measure again, draw the picture that makes it click."),
    ("repair-run", "code", 'print("TODO: the repaired run")'),
    (
        "when-not",
        "markdown",
        '## What it costs, and when not\n\nTODO: the price, and a case where the "modern" way is wrong.',
    ),
    ("tomorrow", "markdown", "## Tomorrow, in your own service\n\n1. TODO: something to search for."),
    (
        "recap",
        "markdown",
        "## Recap\n\nTODO: what was seen, its name, what it needs.\n\n"
        "Now [the exercises](../exercises/@number@_@topic@.ipynb).",
    ),
    ("references", "markdown", "## References\n\n- TODO: whoever said it first."),
)

# The head of a topic's solutions; the cells of its exercises follow.
SOLUTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "title",
        "markdown",
        "# @Title@: exercises\n\nTODO: what these exercises are about. "
        "The lesson is [@number@_@topic@](../notebooks/@number@_@topic@.ipynb).",
    ),
    ("load-kit", "code", "%load_ext coursekit"),
    (
        "how-it-works",
        "markdown",
        """\
**How this works.** An answer is one cell, and running the cell is checking it. The cell is a complete module: it has \
its own imports and knows nothing of other cells. The verdict names the first demand that is not met.

| type | to |
|---|---|
| `%hint` | get the next hint for the exercise you ran last; there are three for each |
| `%solution` | see the worked answer and its reasoning, whenever you like |
| `%restore @exercise@` | bring your saved answer back into a cell |
| `%progress` | see what you have tried and passed |

Your answers are saved in the folder `answers/` each time you run them. One that takes longer than 10 s is ended, and \
the verdict says where it was; where a task gives more time, it says so.""",
    ),
)


def filled(text: str, names: dict[str, str]) -> str:
    """Put names into a template.

    Args:
        text: a template.
        names: what stands for each `@name@`.

    Returns:
        The text with all of them.
    """
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text


def cell(name: str, kind: str, source: str, *tags: str) -> dict[str, Any]:
    """Make a notebook's cell that has not been run.

    Args:
        name: its id.
        kind: `markdown` or `code`.
        source: its text.
        tags: its tags.

    Returns:
        The cell, as nbformat 4.5 has it.
    """
    made = {"cell_type": kind, "id": name, "metadata": {"tags": list(tags)} if tags else {}, "source": source}
    return made | {"execution_count": None, "outputs": []} if kind == "code" else made
