"""How long a notebook takes, estimated from what is in it. Nobody has been timed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

# Adults read English non-fiction at 238 words a minute on average, most of them at 175 to 300 (Brysbaert 2019,
# doi:10.1016/j.jml.2019.104047). Ours is technical, hence a little less. The other figures are our choice.
WORDS_A_MINUTE = 215
CODE_LINES_A_MINUTE = 25
MINUTES_A_PICTURE = 0.5
MINUTES_A_GUESS = 0.5

_WORD = re.compile(r"\w[\w'.-]*")
_GUESS = "**Guess"
_REFERENCES = "## References"


def estimated_minutes(cells: Iterable[Mapping[str, Any]]) -> float:
    """Estimate how long reading a notebook takes somebody who runs it cell by cell.

    Args:
        cells: the notebook's cells, each with its source as one string.

    Returns:
        Minutes: words of prose, lines of code, pictures and questions to guess, each at its own pace. References, which
        nobody reads in a line, and printed outputs, which the prose walks through, are not counted.
    """
    minutes = 0.0
    for cell in cells:
        source = cell["source"]
        if cell["cell_type"] == "code":
            minutes += sum(bool(line.strip()) for line in source.split("\n")) / CODE_LINES_A_MINUTE
            minutes += sum("text/html" in out.get("data", {}) for out in cell["outputs"]) * MINUTES_A_PICTURE
        elif cell["cell_type"] == "markdown" and not source.startswith(_REFERENCES):
            minutes += len(_WORD.findall(source)) / WORDS_A_MINUTE + source.count(_GUESS) * MINUTES_A_GUESS
    return minutes
