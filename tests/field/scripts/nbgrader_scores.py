"""Read what nbgrader has graded out of its database. A script, run in nbgrader's environment:

    python nbgrader_scores.py DATABASE ASSIGNMENT

It prints JSON: by learner and exercise, whether every check of that exercise scored. An exercise's checks are the
cells whose id is its name, two hyphens and the check's. Whom nbgrader has marked as failed is not in the database.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict

from nbgrader.api import Gradebook


def main() -> None:
    """Print the scores."""
    database, assignment = sys.argv[1:]
    scores: dict[str, dict[str, bool]] = defaultdict(dict)
    with Gradebook(f"sqlite:///{database}") as book:
        for submission in book.assignment_submissions(assignment):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    exercise = grade.name.partition("--")[0]
                    learner = scores[submission.student.id]
                    learner[exercise] = learner.get(exercise, True) and grade.auto_score == grade.max_score
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
