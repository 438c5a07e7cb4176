"""The closed set of things that can be said of an answer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How judging an answer ended."""

    UNTOUCHED = "untouched"
    PASSED = "passed"
    WRONG = "wrong"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    DIED = "died"
    OUR_FAULT = "our fault"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of one answer. Holds no times, paths or pids, so that it prints the same every time,
    but for what it says of a fault that is ours.

    Attributes:
        exercise: the exercise's name.
        outcome: how it ended.
        message: what happened, in sentences of the domain; never empty.
        question: one question that points on, or empty.
        demand: the name of the demand that was not met, or empty.
        met: names of the demands that were met before that, in order.
        line: the learner's line that it came down to, counted from 1 in the answer, or None.
        code: that line's text, or empty.
        traceback: the exception's traceback, trimmed to the learner's lines unless the fault is ours, or empty.
        evidence: preformatted text that shows the failure, such as a schedule, or empty.
        output: what the answer printed, at most a few kilobytes, or empty.
        loaded: whether the answer's module was executed without harm, so that a notebook may define its names.
    """

    exercise: str
    outcome: Outcome
    message: str
    question: str = ""
    demand: str = ""
    met: tuple[str, ...] = ()
    line: int | None = None
    code: str = ""
    traceback: str = ""
    evidence: str = ""
    output: str = ""
    loaded: bool = False

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.outcome is Outcome.PASSED

    def but(self, **changes: Any) -> Verdict:
        """Make a copy with some fields changed.

        Args:
            changes: new values by field name.

        Returns:
            The changed copy.
        """
        return replace(self, **changes)

    def to_json(self) -> str:
        """Write the verdict as one JSON object on one line.

        Returns:
            ASCII that `from_json` reads back: a message may hold half a surrogate pair, which has no bytes in UTF-8.
        """
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Verdict:
        """Read what `to_json` wrote.

        Args:
            text: one JSON object.

        Returns:
            An equal verdict.
        """
        fields = json.loads(text)
        fields["outcome"] = Outcome(fields["outcome"])
        fields["met"] = tuple(fields["met"])
        return cls(**fields)
