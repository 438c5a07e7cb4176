"""What `course judge` writes: a table for people, JSON for programs, JUnit XML for CI."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from textwrap import shorten
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from coursekit.panel import printable
from coursekit.submissions import Submission, Unusable
from coursekit.verdict import Outcome, Verdict

_MESSAGE_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and its verdict."""

    submission: Submission
    verdict: Verdict


def table(judged: Sequence[Judged], unusable: Sequence[Unusable]) -> str:
    """Write one line an answer, and how many passed.

    Args:
        judged: answers with verdicts.
        unusable: not shown: `course judge` names these on stderr.

    Returns:
        Text.
    """
    rows = [("learner", "exercise", "outcome", "message")]
    for each in judged:
        message = "" if each.verdict.passed else shorten(each.verdict.message, _MESSAGE_WIDTH, placeholder=" …")
        rows.append((each.submission.learner, each.verdict.exercise, each.verdict.outcome.value, message))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()
        for row in rows
    ]
    passed = sum(each.verdict.passed for each in judged)
    return printable("\n".join([*lines, "", f"{passed} of {len(judged)} answers passed."])) + "\n"


def as_json(judged: Sequence[Judged], unusable: Sequence[Unusable]) -> str:
    """Write everything.

    Args:
        judged: answers with verdicts.
        unusable: what could not be judged.

    Returns:
        One JSON object: `answers`, each with `learner`, `where` and all fields of its verdict, and `unusable`.
    """
    answers = [
        {"learner": each.submission.learner, "where": each.submission.where, **asdict(each.verdict)} for each in judged
    ]
    report = {"answers": answers, "unusable": [asdict(each) for each in unusable]}
    return printable(json.dumps(report, indent=2, ensure_ascii=False)) + "\n"


def junit(judged: Sequence[Judged], unusable: Sequence[Unusable]) -> str:
    """Write JUnit XML: a suite for each learner, a case for each answer.

    Args:
        judged: answers with verdicts. Our fault becomes an error, whatever else did not pass a failure.
        unusable: what could not be judged; errors.

    Returns:
        XML, without times: verdicts have none.
    """
    cases = [(each.submission.learner, _case(each)) for each in judged]
    cases += [(each.learner, _broken_case(each)) for each in unusable]
    cases.sort(key=lambda case: case[0])
    root = Element("testsuites", {"name": "course judge", **_counts(case for _, case in cases)})
    for learner, group in groupby(cases, key=lambda case: case[0]):
        members = [case for _, case in group]
        suite = SubElement(root, "testsuite", {"name": printable(learner), **_counts(members)})
        suite.extend(members)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(each: Judged) -> Element:
    verdict = each.verdict
    where = printable(each.submission.where)
    case = Element("testcase", classname=each.submission.exercise.topic, name=verdict.exercise, file=where)
    if verdict.passed:
        return case
    kind = "error" if verdict.outcome is Outcome.OUR_FAULT else "failure"
    details = SubElement(case, kind, type=verdict.outcome.value, message=printable(verdict.message))
    line = f"Line {verdict.line}: {verdict.code}" if verdict.line else ""
    parts = [verdict.message, verdict.question, line, verdict.evidence, verdict.traceback]
    details.text = printable("\n\n".join(part for part in parts if part))
    if verdict.output:
        SubElement(case, "system-out").text = printable(verdict.output)
    return case


def _broken_case(each: Unusable) -> Element:
    case = Element("testcase", classname="unusable", name=printable(each.where))
    SubElement(case, "error", type="unusable", message=printable(each.reason))
    return case


def _counts(cases: Iterable[Element]) -> dict[str, str]:
    cases = list(cases)
    counts = {"tests": len(cases)}
    counts |= {f"{kind}s": sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error")}
    return {name: str(count) for name, count in counts.items()}
