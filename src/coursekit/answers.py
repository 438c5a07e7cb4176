"""The learner's own folder: what was answered, and what happened when.

::

    answers/<exercise>.py                the last answer that was judged
    answers/earlier/<exercise>/001.py    what it replaced, oldest first; written for people, read by nobody else
    answers/log.jsonl                    one JSON object a line, only ever appended to

Several kernels may write here at once, and any of them may be killed between two writes. Whoever saves holds the
folder's lock, since what is replaced is read before; a file is complete before it gets its name (an empty one in
`earlier/` is a number that a killed kernel had taken); and a log line is one `write` on a descriptor opened with
`O_APPEND`.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import fcntl
import json
import os
import secrets
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from coursekit.paths import answers_folder
from coursekit.verdict import Outcome

_UNFINISHED = ".part"
_parsing = threading.Lock()  # `catch_warnings` changes what the whole process is warned of
_ABANDONED_SECONDS = 3600.0  # nobody writes one answer for an hour: the writer was killed


class NotSaved(Exception):  # noqa: N818 - a fact for the learner, not an error of ours
    """The learner's folder did not take it. The text says why and what to do, and names no path of the machine."""


class Event(StrEnum):
    """What the log tells of."""

    JUDGED = "judged"
    HINT = "hint"
    SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    Attributes:
        time: ISO 8601 in UTC, to the second.
        exercise: the exercise's name.
        event: what happened.
        outcome: how judging ended, or None for the other events.
    """

    time: str
    exercise: str
    event: Event
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """What could be read of the log.

    Attributes:
        entries: oldest first.
        unreadable: how many lines were skipped, such as one that a crash left unfinished.
    """

    entries: tuple[Entry, ...]
    unreadable: int

    def hints(self, exercise: str) -> int:
        """Count the hints that were asked for.

        Args:
            exercise: the exercise's name.

        Returns:
            How often a hint for it was logged.
        """
        return sum(entry.exercise == exercise and entry.event is Event.HINT for entry in self.entries)


def same_code(source: str, other: str) -> bool:
    """Tell whether two sources differ in comments and white space at most.

    Args:
        source: Python code, perhaps broken.
        other: the same.

    Returns:
        True if both parse, to the same tree.
    """
    try:
        return ast.dump(parsed(source)) == ast.dump(parsed(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def parsed(source: str) -> ast.Module:
    """Parse an answer in silence: whoever executes it is told of its warnings, such as that of an odd escape, by that.

    Args:
        source: Python code.

    Returns:
        Its tree.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it cannot be parsed.
    """
    with _parsing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def saved(exercise: str) -> str | None:
    """Read the saved answer.

    Args:
        exercise: the exercise's name.

    Returns:
        Its text, or None if none is saved.

    Raises:
        NotSaved: there is a file, but no text can be had from it.
    """
    try:
        return _file_of(exercise).read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        raise NotSaved(f"`answers/{exercise}.py` is not UTF-8 text. Convert it in an editor, or delete it.") from None
    except OSError as error:
        raise NotSaved(f"`answers/{exercise}.py` cannot be read: {_reason(error)}") from error


def earlier(exercise: str) -> int:
    """Count the answers that were replaced by others.

    Args:
        exercise: the exercise's name.

    Returns:
        The number of files in `answers/earlier/<exercise>/`.
    """
    return len(list((answers_folder() / "earlier" / exercise).glob("*.py")))


def save(exercise: str, source: str) -> None:
    """Save an answer. A different one saved before moves to `earlier/`; a kill at any moment loses neither.

    Args:
        exercise: the exercise's name.
        source: the answer.

    Raises:
        NotSaved: the folder cannot be written, or the answer is no valid Unicode.
    """
    try:
        text = source.encode()
    except UnicodeEncodeError:
        raise NotSaved("The answer holds half a surrogate pair, which no UTF-8 file can hold.") from None
    path = _file_of(exercise)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(path.parent):
            _sweep(path.parent)
            before = path.read_bytes() if path.exists() else None
            if before == text:
                return
            if before is not None:
                _keep(exercise, before)
            _write_whole(path, text)
    except OSError as error:
        raise NotSaved(_not_writable(error)) from error


def record(exercise: str, event: Event, outcome: Outcome | None = None) -> None:
    """Append one line to the log.

    Args:
        exercise: the exercise's name.
        event: what happened.
        outcome: how judging ended, for `Event.JUDGED`.

    Raises:
        NotSaved: the folder cannot be written.
    """
    entry = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "exercise": exercise, "event": event}
    if outcome is not None:
        entry["outcome"] = outcome
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    path = _log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                line = b"\n" + line  # a crash tore the last line; leave it to itself
            if os.write(descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)
    except OSError as error:
        raise NotSaved(_not_writable(error)) from error


def read_log() -> Log:
    """Read the log, as far as it can be read.

    Returns:
        All entries and the number of lines that are none. A log that is not there is empty.
    """
    try:
        lines = _log_file().read_bytes().splitlines()
    except OSError:
        return Log((), 0)
    read = [_entry(line) for line in lines if line.strip()]
    entries = tuple(entry for entry in read if entry is not None)
    return Log(entries, len(read) - len(entries))


def _entry(line: bytes) -> Entry | None:
    try:
        fields: dict[str, Any] = json.loads(line)
        outcome = fields.get("outcome")
        return Entry(
            time=str(fields["time"]),
            exercise=str(fields["exercise"]),
            event=Event(fields["event"]),
            outcome=None if outcome is None else Outcome(outcome),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _keep(exercise: str, text: bytes) -> None:
    """Put a copy under the next free number; where no lock is to be had, another kernel may be doing the same."""
    folder = answers_folder() / "earlier" / exercise
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(earlier(exercise) + 1):
        path = folder / f"{number:03}.py"
        try:
            path.touch(exist_ok=False)  # whoever makes it has the number
        except FileExistsError:
            continue
        try:
            _write_whole(path, text)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system gives back if we are killed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write_whole(path: Path, text: bytes) -> None:
    """Write in the answers' folder, then rename: whoever looks finds the old text or the new one, never half of it."""
    unfinished = answers_folder() / f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}"
    try:
        with unfinished.open("xb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def _sweep(folder: Path) -> None:
    """Remove what killed writers left behind."""
    for path in folder.glob(f".*{_UNFINISHED}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                path.unlink()


def _not_writable(error: OSError) -> str:
    return (
        f"The folder `answers/` cannot be written: {_reason(error)} "
        "Mend that, or let the environment variable COURSE_ANSWERS name another folder and restart the kernel."
    )


def _reason(error: OSError) -> str:
    """Say why in words of ours: those of the system differ, and carry paths."""
    reasons = {
        errno.ENOSPC: "the disk is full.",
        errno.EDQUOT: "the disk quota is used up.",
        errno.EROFS: "it lies on a read-only file system.",
        errno.EACCES: "this account may not.",
        errno.EPERM: "this account may not.",
        errno.ENOTDIR: "a file stands where the folder should be.",
        errno.EEXIST: "a file stands where the folder should be.",
        errno.ENOENT: "it cannot be made there.",
        errno.EISDIR: "a folder stands where the file should be.",
    }
    return reasons.get(error.errno or 0, f"the system says {errno.errorcode.get(error.errno or 0, 'no')}.")


def _file_of(exercise: str) -> Path:
    return answers_folder() / f"{exercise}.py"


def _log_file() -> Path:
    return answers_folder() / "log.jsonl"
