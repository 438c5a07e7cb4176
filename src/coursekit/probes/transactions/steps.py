"""What a contender does to the database, one call at a time, and how it is written down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What sort of thing a step is."""

    READ = "read"
    WRITE = "write"
    COMMIT = "commit"
    ROLLBACK = "rollback"
    OTHER = "other"
    SLEEP = "sleep"
    OUTSIDE = "outside"
    END = "end"


Value = int | bool | None


class Ask(NamedTuple):
    """What a contender is about to do; it waits until it may.

    Attributes:
        kind: what sort of step it is.
        statement: the SQL as it was given to the driver, or a word for a call without SQL.
        text: the statement shortened for people, with its numbers filled in.
        names: the identifiers that occur in the statement, in lower case.
        backend: the process id of the PostgreSQL session that will run it, or 0.
    """

    kind: Kind
    statement: str
    text: str
    names: frozenset[str]
    backend: int


class Outcome(NamedTuple):
    """How a database call ended.

    Attributes:
        rowcount: rows read or written, or None where that means nothing.
        values: the first row's whole numbers and truth values by column name; empty if there was more than one row.
        sqlstate: the error's five characters, or empty.
        error: the name of the driver's exception, or empty.
    """

    rowcount: int | None = None
    values: Mapping[str, Value] = {}
    sqlstate: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a contender did, as a run remembers it.

    Attributes:
        contender: its index.
        kind: what sort of step it is.
        text: the statement shortened for people, or a phrase ("waits outside the database", "returns True").
        began: when it began, on the run's clock: ticks, counted from 0, one for each thing that happened.
        ended: when it ended; equal to `began` unless it had to wait, None if it never did.
        waited_for: the contenders that held the locks it waited for, in the order in which that was seen.
        statement: the SQL as it was given to the driver; empty for what is no database call.
        names: the identifiers that occur in the statement, in lower case.
        rowcount: rows read or written, or None where that means nothing.
        values: a single row's whole numbers and truth values by column name, keys left out; else empty.
        sqlstate: the error's five characters, or empty.
        error: the name of the driver's exception, or empty.
    """

    contender: int
    kind: Kind
    text: str
    began: int
    ended: int | None
    waited_for: tuple[int, ...] = ()
    statement: str = ""
    names: frozenset[str] = frozenset()
    rowcount: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    sqlstate: str = ""
    error: str = ""

    @property
    def result(self) -> str:
        """What came of it, in few words: "remaining=1", "2 rows", "40001 SerializationFailure", or empty."""
        if self.error:
            return f"{self.sqlstate} {self.error}".strip()
        if self.values:
            return " ".join(f"{name}={_literal(value)}" for name, value in self.values.items())
        if self.rowcount is None or self.kind not in (Kind.READ, Kind.WRITE):
            return ""
        return {0: "no row", 1: "1 row"}.get(self.rowcount, f"{self.rowcount} rows")


_NOT_CODE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$")
_NAME = re.compile(r"[a-z_][\w$]*", re.IGNORECASE)
_WRITES = re.compile(r"(?<!for )(?<!for no key )\b(insert|update|delete|merge)\b")
_FIRST_WORD = {
    "select": Kind.READ,
    "table": Kind.READ,
    "values": Kind.READ,
    "insert": Kind.WRITE,
    "update": Kind.WRITE,
    "delete": Kind.WRITE,
    "merge": Kind.WRITE,
    "commit": Kind.COMMIT,
    "end": Kind.COMMIT,
    "abort": Kind.ROLLBACK,
    "rollback": Kind.ROLLBACK,
}


@lru_cache(maxsize=512)
def classify(statement: str) -> tuple[Kind, frozenset[str]]:
    """Tell what a statement does, from its words alone.

    Several statements sent as one are a commit if any of them is, else what the first of them is.

    Args:
        statement: SQL, possibly with placeholders, comments and literals.

    Returns:
        The kind of step, and the identifiers that occur in it, in lower case.
    """
    code = " ".join(_NOT_CODE.sub(" ", statement).lower().split())
    kinds = [_kind(part) for part in _BODY.sub(" ", code).split(";") if part.strip()]
    kind = Kind.COMMIT if Kind.COMMIT in kinds else kinds[0] if kinds else Kind.OTHER
    return kind, frozenset(_NAME.findall(code))


def _kind(code: str) -> Kind:
    words = code.replace("(", " ").split()
    if words[:1] == ["with"]:
        return Kind.WRITE if _WRITES.search(code) else Kind.READ
    if words[:1] == ["rollback"] and "to" in words:
        return Kind.OTHER  # back to a savepoint: the transaction goes on
    return _FIRST_WORD.get(words[0] if words else "", Kind.OTHER)


_SHORTER = (
    (_NOT_CODE, lambda found: found[0] if found[0].startswith("'") else " "),
    (re.compile(r"\s+"), " "),
    (re.compile(r"::\w+(?: with(?:out)? time zone)?(?:\(\d+\))?(?:\[\])?", re.IGNORECASE), ""),
    (re.compile(r"\b(insert into \S+) (?:\([^()]*\) )?values .*?(?= on conflict|$)", re.IGNORECASE), r"\1"),
    (re.compile(r"\b(insert into \S+) \([^()]*\)", re.IGNORECASE), r"\1"),
    (re.compile(r" returning .*", re.IGNORECASE), ""),
    (re.compile(r"(?<=select )[^()]{24,}?(?= from )", re.IGNORECASE), "…"),
    (re.compile(r" as \w+", re.IGNORECASE), ""),
    (re.compile(r"\b[a-z_]\w*\.(?=[a-z_\"])", re.IGNORECASE), ""),
)


def shorten(statement: str, parameters: Mapping[str, object] | Sequence[object] | None = None) -> str:
    """Write a statement so that a person sees at once what it does.

    Column lists, casts, aliases and table prefixes go; whole numbers and truth values are filled in. Other values
    become "…", since keys and times would make two equal runs look different.

    Args:
        statement: SQL as it was given to the driver.
        parameters: what its placeholders stand for.

    Returns:
        One line of SQL, good for reading only.
    """
    text = _short(statement)
    named = parameters if isinstance(parameters, Mapping) else {}
    positional = iter(() if parameters is None or named else parameters)
    text = re.sub(r"%\((\w+)\)[sbt]", lambda found: _literal(named.get(found[1], "")), text)
    return re.sub(r"%[sbt]", lambda _: _literal(next(positional, "")), text).strip()


@lru_cache(maxsize=512)
def _short(statement: str) -> str:
    for pattern, replacement in _SHORTER:
        statement = pattern.sub(replacement, statement)
    return statement


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else "…"
