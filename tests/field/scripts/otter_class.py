"""Grade notebooks with otter's documented interface for grading without Docker. A script, run in otter's environment:

    python otter_class.py AUTOGRADER.zip SCORES.json NOTEBOOK...

It writes, by the notebook's stem and the test's name, whether all points were scored; after each notebook, so that
what was graded survives what comes next. A learner whose grading failed has no scores.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from otter.api import grade_submission


def main() -> None:
    """Grade, one notebook after the other."""
    autograder, scores_file, *notebooks = sys.argv[1:]
    scores: dict[str, dict[str, bool]] = {}
    for notebook in notebooks:
        stem = Path(notebook).stem
        try:
            results = grade_submission(notebook, autograder, quiet=True)
        except Exception as error:
            print(f"{stem}: {type(error).__name__}: {error}")
            scores[stem] = {}
        else:
            tests = results.results.items()
            scores[stem] = {name: bool(test.possible and test.score == test.possible) for name, test in tests}
        Path(scores_file).write_text(json.dumps(scores))


if __name__ == "__main__":
    main()
