"""Repair a list of dead letters: stored exceptions keep frames alive, and frames keep orders."""

from __future__ import annotations

import gc
import itertools
import weakref
from collections.abc import Callable, Iterable, Sequence
from types import FrameType, ModuleType
from typing import Any

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.leak_hunting.charges import CHARGES, Charge, PaymentFailed
from coursekit.exercises.leak_hunting.orders import Order, demand_no_growth, first_survivor
from coursekit.probes.memory import live, survivors

LETTER_BYTES = 4_000
MANY = 1_500  # more than a bound that somebody picks by feeling


def _charged(order: Order) -> None:
    assert order.cents


def _deliver(letters: Any, order: Order, charge: Callable[[Order], None]) -> None:
    """Deliver an order; what the charge raises must not come out."""
    try:
        got = letters.deliver(order, charge)
    except PaymentFailed:
        raise Wrong(
            "The charge failed with PaymentFailed, and deliver() let it out. It should keep a letter and return False.",
            "Who reads the exception if nobody catches it here?",
        ) from None
    expected = charge is _charged
    if got is not expected:
        raise Wrong(
            f"The charge {'went through' if expected else 'failed'}, and deliver() returned {got!r}; expected was "
            f"{expected}.",
            "Which line of deliver() returns that, or is there none?",
        )


def _fail(answer: ModuleType, failures: Sequence[Charge]) -> tuple[Any, list[weakref.ref[Order]]]:
    """Let one charge after the other fail, with one between them that goes through."""
    letters, orders = answer.DeadLetters(), []
    for number, charge in enumerate(failures):
        for call in (charge.call, _charged):
            order = Order(number)
            orders.append(weakref.ref(order))
            _deliver(letters, order, call)
            del order
    return letters, orders


def _letters(answer: ModuleType) -> None:
    for failures in ((), *((each,) for each in CHARGES), CHARGES * 3):
        letters, _ = _fail(answer, failures)
        _demand_letters(letters, failures)
    if (again := len(_read(letters))) != len(failures):
        raise Wrong(
            f"letters() was called twice, and nothing failed in between: {len(failures)} letters, and then {again}.",
            "Who else may want to read the letters?",
        )
    letters, order = answer.DeadLetters(), Order(3)
    _deliver(letters, order, CHARGES[0].call)
    _deliver(letters, order, CHARGES[0].call)
    if (count := len(_read(letters))) != 2:
        raise Wrong(
            f"The charge of one order failed twice, as after a retry; letters() gave {_count(count)}.",
            "What is there one letter for: an order, or a charge that failed?",
        )
    try:
        answer.DeadLetters().deliver(Order(4), _mistaken)
    except LookupError:
        return
    raise Wrong(
        "The charge raised a LookupError, which is a mistake in the code, and deliver() let nobody know.",
        "Which exceptions does your `except` catch?",
    )


def _mistaken(order: Order) -> None:
    raise LookupError("a mistake in the code")


def _read(letters: Any) -> list[Any]:
    try:
        got = letters.letters()
        read = list(got) if isinstance(got, Iterable) else None
    except (AttributeError, LookupError, TypeError) as error:
        if all(each.__traceback__ for each in live(PaymentFailed)):
            raise
        raise Wrong(
            f"letters() raised {type(error).__name__}: the exceptions that it reads are there, and their tracebacks "
            "are not. A letter says in which function and line its exception was raised.",
            "Until when does the exception know that, and what could be kept instead of the exception?",
        ) from None
    if read is None:
        raise Wrong(
            f"letters() returned {got!r}. It should give the letters, as a list or another iterable.",
            "Which line of letters() returns that, or is there none?",
        )
    return read


def _count(letters: int) -> str:
    return "1 letter" if letters == 1 else f"{letters} letters"


def _demand_letters(letters: Any, failures: Sequence[Charge]) -> None:
    got = _read(letters)
    if len(got) > len(failures) and (others := len(_read(type(letters)()))):
        raise Wrong(
            f"A new DeadLetters(), which has delivered nothing, gives {_count(others)} of another one.",
            "Does your collection belong to the object, or to its class?",
        )
    if len(got) != len(failures):
        raise Wrong(
            f"{len(failures)} charges failed and {len(failures)} went through; letters() gave {_count(len(got))}.",
            "Which of them are kept, and until when?",
        )
    for number, (letter, charge) in enumerate(zip(got, failures, strict=True)):
        expected = charge.letter(number)
        for field, about in (("errors", ""), ("message", ""), ("function", _INNERMOST), ("line", _INNERMOST)):
            found, wanted = getattr(letter, field, None), getattr(expected, field)
            if field == "errors" and found is not None:
                found = tuple(found)
            if field == "message" and found and found != wanted and wanted.startswith(str(found).rstrip(".… ")):
                raise Wrong(
                    f"A charge failed by `{charge.how}`. The letter's message has {len(found)} of the {len(wanted)} "
                    "characters of str(error): the rest is cut off.",
                    "How many bytes may a letter take, and how many does the whole message need?",
                )
            if found != wanted:
                raise Wrong(
                    f"A charge failed by `{charge.how}`. The letter's {field} "
                    f"{'are' if field == 'errors' else 'is'} {found!r}, expected was {wanted!r}. {about}".rstrip(),
                    _QUESTIONS.get(field, "Where in the traceback does that stand?"),
                )


_INNERMOST = "A traceback begins where the exception was caught and ends where it was raised."
_QUESTIONS = {
    "errors": "Which exceptions would Python show here, and by which attributes does it get from one to the next?",
    "message": "What does str() give for an exception?",
}


def _orders_freed(answer: ModuleType) -> None:
    for failures in (*((each,) for each in CHARGES), (CHARGES * 4)[:15]):
        letters, orders = _fail(answer, failures)
        left, path = first_survivor(orders, letters, answer)
        if left:
            scene = (
                f"A charge failed by `{failures[0].how}`, and another one went through."
                if len(failures) == 1
                else f"{len(failures)} charges failed, and {len(failures)} went through."
            )
            raise Wrong(
                f"{scene} {left} of {len(orders)} orders {'is' if left == 1 else 'are'} still there. "
                f"{_why(answer, survivors(orders)[0], path)}".rstrip(),
                "The path below goes from the dead letters to the order. Which step of it does a letter need?",
                evidence=path,
            )
        _demand_letters(letters, failures)
    _demand_letters(_fail(answer, CHARGES[:1] * MANY)[0], CHARGES[:1] * MANY)


# A frame that is kept keeps those of its callers, by f_back: here the check's own, which let go of their orders.
_CHECK = {"_deliver", "_fail", "_orders_freed", "_why"}


def _why(answer: ModuleType, order: Order, path: str) -> str:
    frames = {each.f_code.co_name for each in gc.get_referrers(order) if isinstance(each, FrameType)}
    functions = sorted(frames - _CHECK)
    if not functions or "traceback" not in path:
        return ""
    if vars(answer).get("gc") is gc:
        return "gc.collect() frees what nothing reaches, and the dead letters reach it."
    if ".__cause__" in path or ".__context__" in path:
        if "_no_luck" in functions:
            return "`from None` hides the context from whoever reads the traceback. It is still there."
        return "The exception has let go of its own traceback; the one before it has one, too."
    if functions == ["deliver"]:
        return "The frame of deliver() itself is part of the traceback, and `order` is a variable in it."
    if "deliver" not in functions:
        return f"deliver() has let go of it, and {functions[0]}() has a variable of its own."
    return (
        f"The traceback holds the frames of {' and '.join(f'{name}()' for name in functions)}, each with its variables."
    )


def _small(answer: ModuleType) -> None:
    letters, failures = answer.DeadLetters(), itertools.cycle(CHARGES)
    numbers = itertools.count(1_000)

    def fail() -> None:
        _deliver(letters, Order(next(numbers)), next(failures).call)

    demand_no_growth(
        fail,
        LETTER_BYTES,
        "Each further letter",
        "What besides two or three names and a line does a letter keep?",
    )


EXERCISE = Exercise(
    name="dead_letter_exceptions",
    topic="leak_hunting",
    title="Exceptions in the dead letters",
    level="repair",
    minutes=6,
    needs=("dead letter", "retaining path"),
    provides={"DeadLetters": ()},
    demands=(
        Demand(
            "letters",
            "`letters()` gives one `Letter` for each charge that failed, the oldest first, and `deliver` returns "
            "`False` for it. For a charge that goes through there is none, and `deliver` returns `True`. Anything but "
            "`PaymentFailed` comes out of `deliver`.",
            _letters,
        ),
        Demand(
            "orders_freed",
            "Whatever way a charge failed, its order is freed once `deliver` has returned, and the letters still say "
            "all that they said.",
            _orders_freed,
        ),
        Demand("small", "A letter takes at most 4,000 bytes.", _small),
    ),
    hints=(
        "An exception knows where it came from. By what, and how long does that know its local variables? Try "
        "`retaining_path` on an order whose charge has failed.",
        "`error.__traceback__` is a chain of frames, and each frame has its variables: `order` in every one of them, "
        "`deliver`'s own frame included. The error that was being handled hangs on `__cause__` or `__context__`, with "
        "a traceback of its own, and `from None` hides that from the reader without removing it. What a letter says "
        "is four small values. When do you have to read them?",
        "Write the letter while you are handling the exception, and keep the letter only:\n\n"
        "```python\n"
        "last = traceback.extract_tb(error.__traceback__)[-1]\n"
        "Letter(errors=..., message=str(error), function=last.name, line=last.lineno)\n"
        "```\n\n"
        "For `errors`, follow `__cause__`; if there is none and `__suppress_context__` is false, `__context__`.",
    ),
    debrief=(
        "**The trade-off.** A record of one's own keeps what somebody has asked for, and nothing that somebody will "
        "miss at three in the morning. `traceback.TracebackException.from_exception(error)` keeps the whole text of "
        "the traceback with its causes and no frame, for a few kilobytes; with `capture_locals=True` it also keeps "
        "`repr()` of every variable, which may be the ticket again, and a customer's data in the log.\n\n"
        "**A second way.** Strip the frames and keep the exceptions: `error.with_traceback(None)` for each one in the "
        "chain, hidden contexts and members of an `ExceptionGroup` included. `traceback.clear_frames` empties the "
        "frames instead, but not those that are still running.\n\n"
        "**Where it bites.** A `Future` keeps its exception until it is dropped, and a finished task is a future. "
        "`sys.last_value` keeps the last one in every interactive session. A frame that is kept keeps those of its "
        "callers, too, by `f_back`. And exceptions that carry the request as an attribute hold it without any "
        "traceback at all."
    ),
)
