"""The course's notebooks: where they lie, what is derived from what, and what must hold of them.

An author writes `notebooks/NN_topic.ipynb` (the lesson) and `solutions/NN_topic.ipynb` (the worked answers).
`build` then does, in this order:

1. renews the line of links at the end of every notebook (`navigation`);
2. executes the lesson and the solutions, each top to bottom in a fresh kernel (`execution`);
3. derives `exercises/NN_topic.ipynb` from the solutions: the same notebook with holes (`derivation`);
4. executes the exercises, so that what the learner opens shows what an unsolved notebook prints;
5. writes each of the three if something other than noise has changed (`regeneration`).

`check_fresh` proves that `exercises/` and the links are what they are derived from; `problems_in` holds a notebook
against the house rules (`lint`, `outline`); nbval, under `tests/nbval_guards.py`, proves that the stored outputs are
what the code prints today.

Importing this package costs next to nothing: nbformat and nbclient take up to two seconds to import, and a learner's
kernel needs only `stub_of` and `solution_of`.
"""

from coursekit.notebooks.derivation import exercise_from
from coursekit.notebooks.execution import NotebookFailed, execute
from coursekit.notebooks.lint import Problem, problems_in
from coursekit.notebooks.regeneration import build, check_fresh
from coursekit.notebooks.shipped import NotShipped, Solution, solution_of, stub_of

__all__ = [
    "NotShipped",
    "NotebookFailed",
    "Problem",
    "Solution",
    "build",
    "check_fresh",
    "execute",
    "exercise_from",
    "problems_in",
    "solution_of",
    "stub_of",
]
