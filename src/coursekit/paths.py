"""Where the course lies on this machine."""

from __future__ import annotations

import os
from pathlib import Path


def course_root() -> Path:
    """Find the clone that this kit was installed from.

    Returns:
        The folder that holds `notebooks/`, `exercises/` and, unless a workshop holds them back, `solutions/`.
    """
    return Path(__file__).resolve().parents[2]


def answers_folder() -> Path:
    """Find the learner's folder.

    Returns:
        What `COURSE_ANSWERS` names, else `answers/` in the clone. It may not exist yet.
    """
    named = os.environ.get("COURSE_ANSWERS")
    return Path(named) if named else course_root() / "answers"
