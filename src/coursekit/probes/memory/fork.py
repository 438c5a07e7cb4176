"""Running a call in a forked copy of this process, where no other thread disturbs a measurement."""

from __future__ import annotations

import os
import pickle
import signal
import warnings
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def in_fork(call: Callable[[], Result]) -> Result:
    """Call something in a forked copy of this process, and give back what it returns.

    Only the calling thread lives on in the copy, and nothing that the call does stays in this process. What a copy
    cannot do: use a connection, a lock or an event loop that this process is using. POSIX only.

    Args:
        call: called without arguments; its result must be picklable.

    Returns:
        What `call` returned.

    Raises:
        RuntimeError: `call` raised, or ended the process; the text says what it was.
    """
    there, here = os.pipe()
    with warnings.catch_warnings():
        # Since 3.12, forking beside other threads warns. The copy runs one call and ends without any cleaning up.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        os.close(there)
        _answer(call, here)
    os.close(here)
    try:
        with os.fdopen(there, "rb") as pipe:
            answer = pipe.read()
    except BaseException:  # interrupted: the copy must not live on
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        os.waitpid(pid, 0)
    if not answer:
        raise RuntimeError("the forked copy ended before the call returned")
    returned, result = pickle.loads(answer)
    if not returned:
        raise RuntimeError(f"in the forked copy, the call raised {result}")
    return result  # type: ignore[no-any-return]


def _answer(call: Callable[[], object], pipe: int) -> None:
    """Send the result, or what was raised, and end this copy without running anybody's exit handlers."""
    try:
        try:
            answer = pickle.dumps((True, call()))
        except BaseException as error:
            answer = pickle.dumps((False, f"{type(error).__name__}: {error}"))
        with os.fdopen(pipe, "wb") as file:
            file.write(answer)
    finally:
        os._exit(0)
