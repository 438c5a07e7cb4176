"""What is said of an answer whose process ended before it was judged."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from coursekit.judge.answer import Answer, blame
from coursekit.signals import signal_name
from coursekit.verdict import Outcome, Verdict

_THREAD = re.compile(r"^(?=Thread 0x|Current thread 0x)", re.MULTILINE)


def lines_in(answer: Answer, stacks: str) -> list[int]:
    """Find where the answer's threads were.

    Args:
        answer: the answer.
        stacks: what `faulthandler` wrote, innermost frames first.

    Returns:
        The innermost line of the answer on each thread's stack, counted from 1; the main thread's first, since
        `faulthandler` writes the newest thread first and the main one last. Threads elsewhere are left out.
    """
    frame = re.compile(re.escape(f'"{answer.filename}"') + r", line (\d+)")
    found = (frame.search(thread) for thread in _THREAD.split(stacks))
    return [int(each[1]) for each in found if each][::-1]


def timed_out(answer: Answer, seconds: float, where: Sequence[int]) -> Verdict:
    """Say that an answer took too long.

    Args:
        answer: the answer.
        seconds: the limit.
        where: what `lines_in` found.

    Returns:
        The verdict.
    """
    message = f"Your answer had not come back after {seconds:g} s and was ended."
    if where:
        message += f" It was in line {where[0]} then."
    others = sorted(set(where[1:]) - set(where[:1]))
    if others:
        message += f" Another thread was in line {' and in line '.join(map(str, others))}."
    return blame(
        answer,
        Outcome.TIMED_OUT,
        message,
        "What would have to happen for it to go on, and who could make it happen?",
        *where[:1],
    )


def flooded(answer: Answer, limit: int, where: Sequence[int]) -> Verdict:
    """Say that an answer printed too much.

    Args:
        answer: the answer.
        limit: in bytes.
        where: what `lines_in` found.

    Returns:
        The verdict.
    """
    message = f"Your answer printed more than {limit // 1024**2} MB and was ended."
    return blame(answer, Outcome.DIED, message, "What does it print so often?", *where[:1])


def died(answer: Answer, status: int, where: Sequence[int], act: Mapping[str, Any]) -> Verdict:
    """Say of what an answer's process died.

    Args:
        answer: the answer.
        status: the process's wait status.
        where: what `lines_in` found, if the interpreter could still write it.
        act: the last grave thing that the child reported before it did it, as `act` and `line`; may be empty.

    Returns:
        The verdict.
    """
    if act.get("act") == "os._exit":
        code = os.waitstatus_to_exitcode(status)
        message = (
            f"Your answer called os._exit({code}), which ends the process on the spot: no finally, no caller, no reply."
        )
        return blame(answer, Outcome.DIED, message, "Who should decide that the service ends?", act["line"])
    line = where[0] if where else act.get("line")
    if os.WIFSIGNALED(status):
        message = f"Your answer's process died of {signal_name(os.WTERMSIG(status))}."
        return blame(
            answer, Outcome.DIED, message, "Which call leaves Python for native code, or sends a signal, here?", line
        )
    return blame(
        answer,
        Outcome.DIED,
        "Your answer's process ended without a word before it was judged.",
        "What in it could close files that it did not open, or end the process?",
        line,
    )
