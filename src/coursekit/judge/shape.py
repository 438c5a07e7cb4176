"""Whether an answer has the names that its exercise calls, before any of them is called."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Mapping
from types import ModuleType

from coursekit.judge.answer import Answer, blame
from coursekit.verdict import Outcome, Verdict


def misfit(provides: Mapping[str, tuple[str, ...] | None], answer: Answer, module: ModuleType) -> Verdict | None:
    """Say so if a name is missing, is no function, or cannot be called as it will be.

    Args:
        provides: the exercise's `provides`.
        answer: the answer.
        module: the answer, loaded.

    Returns:
        The verdict on the first name that does not fit, or None if all do.
    """
    for name, parameters in provides.items():
        if not hasattr(module, name):
            message = f"Your answer does not define `{name}`."
            return blame(answer, Outcome.WRONG, message, f"Where is the cell's `{name}`, spelled exactly so?")
        if parameters is not None and (found := _misfit(name, parameters, getattr(module, name))):
            return blame(answer, Outcome.WRONG, *found, answer.line_that_binds(name))
    return None


def _misfit(name: str, parameters: tuple[str, ...], value: object) -> tuple[str, str] | None:
    """Give a message and a question, or None."""
    call = f"{name}({', '.join(parameters)})"
    if not callable(value):
        kind = type(value).__name__
        article = "an" if kind[0] in "aeiou" else "a"
        return (
            f"`{name}` is bound to {article} {kind}; it will be called as `{call}`.",
            f"Which line binds `{name}` last?",
        )
    if inspect.iscoroutinefunction(value):
        return (
            f"`{name}` is an async function; it will be called as `{call}` and its result taken as it is.",
            "Who would await it?",
        )
    with contextlib.suppress(ValueError):  # a builtin that does not tell its signature
        signature = inspect.signature(value)
        try:
            signature.bind(*parameters)
        except TypeError:
            return (
                f"`{name}{signature}` cannot be called as `{call}`.",
                "Which parameters does the task name, in which order?",
            )
    return None
