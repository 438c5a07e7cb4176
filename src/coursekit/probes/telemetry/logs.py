"""Log lines in JSON as values, joined with spans by trace id."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coursekit.probes.telemetry.spans import Span


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event that a service logged.

    Attributes:
        event: what happened; the field `event`, or `message` where there is none.
        level: such as "info"; empty if the line has none.
        trace_id: 32 hexadecimal digits; empty if the line has none.
        span_id: 16 hexadecimal digits; empty if the line has none.
        fields: everything that the line holds.
    """

    event: str
    level: str
    trace_id: str
    span_id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of one trace.

    Attributes:
        spans: by start time.
        logs: in the order in which they were read.
    """

    spans: tuple[Span, ...]
    logs: tuple[LogLine, ...]


def parse_logs(lines: str | Iterable[str]) -> tuple[LogLine, ...]:
    """Read log lines, each of them a JSON object.

    Args:
        lines: one text or its lines; empty lines don't count.

    Returns:
        One value a line.

    Raises:
        ValueError: a line is something else; the message quotes it.
    """
    each = lines.splitlines() if isinstance(lines, str) else lines
    return tuple(_line(line) for line in each if line.strip())


def traces(spans: Iterable[Span], logs: Iterable[LogLine]) -> dict[str, Trace]:
    """Put spans and log lines of the same trace together.

    Args:
        spans: of any number of traces.
        logs: from any number of services.

    Returns:
        What is known of each trace, by trace id; traces in the order of their first span. Lines without a trace id
        are left out.
    """
    told: dict[str, tuple[list[Span], list[LogLine]]] = defaultdict(lambda: ([], []))
    for span in sorted(spans, key=lambda span: (span.start, span.span_id)):
        told[span.trace_id][0].append(span)
    for line in logs:
        if line.trace_id:
            told[line.trace_id][1].append(line)
    return {trace_id: Trace(tuple(its_spans), tuple(its_logs)) for trace_id, (its_spans, its_logs) in told.items()}


def _line(line: str) -> LogLine:
    try:
        fields = json.loads(line)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise ValueError(f"this log line is no JSON object: {line.strip()}")
    return LogLine(
        event=str(fields.get("event", fields.get("message", ""))),
        level=str(fields.get("level", "")),
        trace_id=str(fields.get("trace_id", "")),
        span_id=str(fields.get("span_id", "")),
        fields=fields,
    )
