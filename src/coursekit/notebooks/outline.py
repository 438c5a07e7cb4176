"""What must hold of a notebook's headings, which JupyterLab shows as its table of contents and links by their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from coursekit.notebooks.markdown import headings_in, jupyter_anchor

_WORD = re.compile(r"[^\W\d_]{2}")


def outline_faults(cells: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Find what makes a table of contents hard to read, or a link into it ambiguous.

    Args:
        cells: a notebook's cells, each with its source as one string.

    Yields:
        Pairs of rule and remedy.
    """
    headings = [head for cell in cells if cell["cell_type"] == "markdown" for head in headings_in(cell["source"])]
    if [head.level for head in headings].count(1) != 1 or headings[0].level != 1:
        yield "the first heading is the notebook's title, the only one with a single '#'", "mend the headings"
    for above, below in pairwise(headings):
        if below.level > above.level + 1:
            yield f"headings go down one level at a time (not so {below.text!r})", "take a '#' away"
    anchors = [jupyter_anchor(head.text).lower() for head in headings]
    for twice in dict.fromkeys(head.text for head in headings if anchors.count(jupyter_anchor(head.text).lower()) > 1):
        yield f"no two headings are the same, since links name them ({twice!r})", "rename one"
    for head in headings:
        if not _WORD.search(head.text):
            yield f"a heading says in words what stands below it (not so {head.text!r})", "write them"
