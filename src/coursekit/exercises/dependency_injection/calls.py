"""One call of a gateway against Obolus on a socket: what it returned, what Obolus was asked, where it waited."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import islice
from types import FrameType, ModuleType
from typing import Any

from boxoffice.obolus.sdk import ObolusClient
from boxoffice.obolus.server import Charge, Fault, ObolusServer, PaymentRequest
from boxoffice.payments import Declined, Receipt, Unavailable
from coursekit.exercises import Wrong
from coursekit.exercises.dependency_injection.clients import ENOUGH, Enough, PatientClient

LONGEST_WAIT = 30.0  # seconds
SHOWN = 6  # requests in the evidence of a verdict
_REAL_SLEEP = time.sleep

WORDS = {
    None: "all goes well",
    Fault.TIMEOUT_AFTER_CHARGING: "money taken, no reply in time",
    Fault.CLOSED_AFTER_CHARGING: "money taken, connection closed without a reply",
    Fault.CHARGED_LATE: "connection closed without a reply, money taken a little later",
    Fault.MALFORMED: "money taken, the reply's JSON cut off",
    Fault.TIMEOUT: "no reply in time",
    Fault.CLOSED: "connection closed without a reply",
    Fault.UNAVAILABLE: "503",
    Fault.BUSY: "503, Retry-After: 2",
    Fault.DECLINED: "402, card declined",
    Fault.REFUSED: '200 with the state "refused"',
}


class _SleptForReal(Exception):  # noqa: N818 - never seen by anybody but the answer
    """Raised in place of a real sleep, so that judging need not wait for it."""


@dataclass
class Call:
    """One call of `charge`, and what it led to.

    Attributes:
        cents: what was to be charged.
        faults: what went wrong with Obolus's replies, request by request.
        result: what `charge` returned, if it did.
        error: what it raised instead.
        requests: the requests to pay.
        charges: the money that was taken.
        waits: seconds handed to the injected sleep, each with the number of requests so far.
        slept: how often it called `time.sleep` itself.
    """

    cents: int
    faults: list[Fault | None]
    result: Any = None
    error: BaseException | None = None
    requests: list[PaymentRequest] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    waits: list[tuple[int, float]] = field(default_factory=list)
    slept: int = 0

    @property
    def taken(self) -> int:
        """The money that was taken, in cents."""
        return sum(charge.cents for charge in self.charges)

    @property
    def times(self) -> str:
        """How often Obolus was asked, in words."""
        return "one request" if len(self.requests) == 1 else f"{len(self.requests)} requests"

    def wrong(self, message: str, question: str) -> Wrong:
        """Make a verdict that shows the conversation with Obolus.

        Args:
            message: what was expected and what happened.
            question: what points on.

        Returns:
            To be raised.
        """
        return Wrong(message, question, evidence=str(self))

    def __str__(self) -> str:
        lines = [f"charge(key, {self.cents:_})"]
        for number, request in enumerate(self.requests[:SHOWN], start=1):
            happened = WORDS[self.faults[number - 1] if number <= len(self.faults) else None]
            if request.amount * 100 % 1:
                happened = "422, invalid amount"
            key = f"key {request.idempotency_key}" if request.idempotency_key else "no idempotency key"
            lines.append(f"  {number}. Obolus is asked for {request.amount} EUR, {key}: {happened}")
            waits = [seconds for after, seconds in self.waits if after == number]
            lines += [f"     sleep({seconds:g})" for seconds in waits[:2]] + ["     ..."] * (len(waits) > 2)
        if len(self.requests) > SHOWN:
            lines.append(f"  ... and {len(self.requests) - SHOWN} requests more")
        if isinstance(self.error, Enough | _SleptForReal):
            ended = "stopped by the judge"
        else:
            ended = f"raised {type(self.error).__name__}" if self.error else type(self.result).__name__
        lines.append(f"  -> {ended}")
        lines.append(f"  taken from the customer: {_money(self.charges)}")
        return "\n".join(lines)


class Counter:
    """Where a gateway class is tried: makes gateways, has them charge, and notes what they do.

    Args:
        make_gateway: the answer's `ObolusGateway`.
    """

    def __init__(self, make_gateway: Callable[..., Any]) -> None:
        self.make_gateway = make_gateway

    def open(self, client: ObolusClient | None, sleep: Callable[[float], None]) -> Callable[[str, int], Any]:
        """Make a gateway.

        Args:
            client: the vendor's, or None.
            sleep: waits for so many seconds.

        Returns:
            Its `charge`.
        """
        gateway = self.make_gateway(client, sleep)
        charge = getattr(gateway, "charge", None)
        if not callable(charge):
            raise Wrong(
                f"`ObolusGateway(client, sleep)` gave {_kind(gateway)}, which has no method `charge`.",
                "What is the port's method called, and whose is it?",
            )
        if inspect.iscoroutinefunction(charge):
            raise Wrong(
                "`charge` is an async function. The port's method is called, and its result taken as it is.",
                "Who would await it?",
            )
        try:
            inspect.signature(charge).bind("order-1", 4_500)
        except TypeError:
            raise Wrong(
                f"`charge{inspect.signature(charge)}` cannot be called as `charge(idempotency_key, cents)`.",
                "Which parameters does the port's method have?",
            ) from None
        return charge  # type: ignore[no-any-return]

    def charge(
        self, obolus: ObolusServer, key: str, cents: int, faults: Iterable[Fault | None] = (), *, check: bool = True
    ) -> Call:
        """Have a new gateway charge once.

        Args:
            obolus: the vendor.
            key: the idempotency key.
            cents: the amount.
            faults: what goes wrong, request by request.
            check: whether to demand one of the port's three results.

        Returns:
            What happened.
        """
        call = Call(cents, list(islice(faults, ENOUGH)))
        requests, charges = len(obolus.requests), len(obolus.charges)
        obolus.script(call.faults)

        def sleep(seconds: float) -> None:
            call.waits.append((len(obolus.requests) - requests, seconds))
            if len(call.waits) >= 10 * ENOUGH:
                raise Enough

        def on_profile(frame: FrameType, event: str, argument: Any) -> None:
            if event == "c_call" and argument is _REAL_SLEEP:
                call.slept += 1
                raise _SleptForReal

        sys.setprofile(on_profile)  # sees `time.sleep` by whatever name it is called
        try:
            call.result = self.open(PatientClient(obolus.url, obolus, call.faults), sleep)(key, cents)
        except Wrong:
            raise
        except Enough as error:
            call.error = error
        except Exception as error:
            call.error = error
        finally:
            sys.setprofile(None)
        call.requests, call.charges = obolus.requests[requests:], obolus.charges[charges:]
        if check:
            demand_result(call)
        return call


def demand_result(call: Call) -> None:
    """Demand that the call ended in one of the port's three results, and waited through the injected sleep only.

    Args:
        call: as it went.
    """
    if call.slept:
        raise call.wrong(
            "`charge` called `time.sleep` itself: the customer waits for real, and so does every test.",
            "Which `sleep` was the gateway made with?",
        )
    if isinstance(call.error, Enough):
        raise call.wrong(
            f"After {len(call.requests)} requests the gateway was still asking. The buyer has gone home.",
            "What ends the loop, apart from a receipt?",
        )
    if call.error is not None:
        if not _is_foreign(call.error):
            raise call.error
        raise call.wrong(
            f"{_asked(call)} and `{type(call.error).__name__}` came out of `charge`. The box office has no `except` "
            "for it, and should not need one.",
            "Which roots do the exceptions of this SDK and of the libraries under it have?",
        )
    if not isinstance(call.result, Receipt | Declined | Unavailable):
        raise call.wrong(
            f"{_asked(call)} and `charge` returned {_kind(call.result)}. Expected was a `Receipt`, `Declined` or "
            "`Unavailable`.",
            "On which way through the function does this come back?",
        )


def demand_waits(call: Call) -> None:
    """Demand that the gateway waited between two requests, long enough, and at no other time.

    Args:
        call: as it went.
    """
    for number in range(len(call.requests) + 1):
        waited = [seconds for after, seconds in call.waits if after == number]
        if waited and number in (0, len(call.requests)):
            when = "before the first request" if number == 0 else "after the last one"
            raise call.wrong(f"It waited {when}, for nothing.", "Between which two events does a wait do any good?")
        if number in (0, len(call.requests)):
            continue
        if not waited or not all(0 < seconds <= LONGEST_WAIT for seconds in waited):
            found = f"slept for {waited} seconds" if waited else "did not call `sleep`"
            raise call.wrong(
                f"Between request {number} and request {number + 1} the gateway {found}. Demanded is more than 0, and "
                f"{LONGEST_WAIT:g} s at the most.",
                "How long should a service that has just failed be left alone?",
            )
        if call.faults[number - 1] is Fault.BUSY and sum(waited) < 2:
            raise call.wrong(
                f"Obolus asked for 2 seconds (Retry-After: 2) and got {sum(waited):g}.",
                "Where does the SDK keep that header, and as which type?",
            )


def _is_foreign(error: BaseException) -> bool:
    module = type(error).__module__
    return isinstance(error, OSError | HTTPException) or module.startswith(("boxoffice.obolus", "json"))


def _asked(call: Call) -> str:
    return f"Obolus's replies were: {described(call.faults[: len(call.requests)])};"


def described(faults: Iterable[Fault | None]) -> str:
    """Say what goes wrong, request by request.

    Args:
        faults: in their order.

    Returns:
        Words, without a full stop.
    """
    return ", then ".join(WORDS[fault] for fault in faults) or WORDS[None]


def _kind(value: object) -> str:
    return "None" if value is None else f"a value of type `{type(value).__name__}`"


def _money(charges: list[Charge]) -> str:
    return " + ".join(f"{charge.cents:,} cents" for charge in charges) or "nothing"


@contextmanager
def at_the_counter(module: ModuleType) -> Iterator[Counter]:
    """Give the exercise's checks their bench.

    Args:
        module: the answer.

    Yields:
        Where its gateway is tried.
    """
    yield Counter(module.ObolusGateway)
