"""What an adapter must do when the vendor is down, slow, or has lost its reply."""

from __future__ import annotations

from itertools import repeat

from boxoffice.obolus.ledger import Ledger
from boxoffice.obolus.sdk import ApiError
from boxoffice.obolus.server import Fault, ObolusServer
from boxoffice.payments import Receipt, Unavailable
from coursekit.exercises import Wrong
from coursekit.exercises.dependency_injection.calls import (
    LONGEST_WAIT,
    Call,
    Counter,
    demand_waits,
    described,
)
from coursekit.exercises.dependency_injection.clients import Broken, ClientInMemory

MOST_REQUESTS = 5
TOO_LONG = "120"  # a Retry-After, in seconds
AT_ONCE = "0"
A_DATE = "Fri, 31 Dec 1999 23:59:59 GMT"  # past, so whoever reads dates need not wait for it either

LOST = (
    (Fault.CLOSED_AFTER_CHARGING,),
    (Fault.MALFORMED,),
    (Fault.TIMEOUT_AFTER_CHARGING,),
    (Fault.UNAVAILABLE, Fault.CLOSED_AFTER_CHARGING),
    (Fault.CLOSED_AFTER_CHARGING, Fault.MALFORMED),
    (Fault.CHARGED_LATE,),
)
SHORT_OUTAGES = (
    (Fault.UNAVAILABLE, Fault.UNAVAILABLE),
    (Fault.CLOSED, Fault.BUSY),
    (Fault.TIMEOUT, Fault.CLOSED),
)


def once(counter: Counter) -> None:
    """Demand one charge, and its receipt, where the reply was lost."""
    with ObolusServer() as obolus:
        for number, faults in enumerate(LOST):
            key = f"lost-{number}"
            first = counter.charge(obolus, key, 4_500, faults)
            if first.taken > 4_500:
                raise first.wrong(
                    f"Obolus's replies: {described(faults)}. The buyer of one order for 4,500 cents was charged "
                    f"{first.taken:,}. {_cause(first)}".rstrip(),
                    "How does Obolus know that the second request means the same purchase as the first?",
                )
            if not isinstance(first.result, Receipt):
                raise first.wrong(
                    f"Obolus's replies: {described(faults)}; the next one would have been the receipt. `charge` "
                    f"returned {type(first.result).__name__} after {first.times}, and the money has been taken.",
                    "What can you ask Obolus when you don't know whether the first request went through?",
                )
            _demand_again(counter.charge(obolus, key, 4_500), first.result)
            other = counter.charge(obolus, f"{key}-too", 4_500)
            if not isinstance(other.result, Receipt) or other.taken != 4_500:
                raise other.wrong(
                    f"A second order for the same amount, with a key of its own, was charged {other.taken:,} cents "
                    f"instead of 4,500: `charge` returned {type(other.result).__name__}.",
                    "What tells one order from the next, if not the amount?",
                )


def _cause(call: Call) -> str:
    keys = {request.idempotency_key for request in call.requests}
    if None in keys:
        return "A request went out without an idempotency key."
    return "Each request had a key of its own." if len(keys) > 1 else ""


def _demand_again(again: Call, receipt: Receipt) -> None:
    if again.taken:
        raise again.wrong(
            "The service was started anew and charged for the same order again, with the same idempotency key: the "
            "buyer has paid twice.",
            "Which key does a gateway send that knows nothing of the one before it?",
        )
    if again.result != receipt:
        raise again.wrong(
            f"The same order was charged for again, with the same key. The first time the result was {receipt!r}, now "
            f"it is {again.result!r}.",
            "What does Obolus reply to a key that it knows?",
        )


def outage(counter: Counter) -> None:
    """Demand that an outage ends: in a receipt if it is short, in `Unavailable` if it is not."""
    with ObolusServer() as obolus:
        for number, faults in enumerate(SHORT_OUTAGES):
            call = counter.charge(obolus, f"short-{number}", 4_500, faults)
            if not isinstance(call.result, Receipt):
                raise call.wrong(
                    f"Obolus's replies: {described(faults)}; the third would have been the receipt. `charge` returned "
                    f"{type(call.result).__name__} after {call.times}.",
                    "Which of these faults is not tried again?",
                )
        for number, fault in enumerate((Fault.UNAVAILABLE, Fault.CLOSED, Fault.BUSY)):
            call = counter.charge(obolus, f"long-{number}", 4_500, repeat(fault))
            if len(call.requests) > MOST_REQUESTS:
                raise call.wrong(
                    f"Obolus was down ({described([fault])}), and was asked {len(call.requests)} times. Allowed are "
                    f"{MOST_REQUESTS}: a service that comes up again needs no crowd at its door.",
                    "Who counts the tries?",
                )
            if not isinstance(call.result, Unavailable):
                raise call.wrong(
                    f"Obolus was down ({described([fault])}), and `charge` returned {type(call.result).__name__}.",
                    "Did Obolus say anything about the card or the money?",
                )
    _after_an_outage(counter)


def _after_an_outage(counter: Counter) -> None:
    """Demand that a gateway that has met an outage charges like a new one: for the next order, then for that one."""
    ledger = Ledger(repeat(Fault.UNAVAILABLE))
    charge = counter.open(ClientInMemory(ledger), lambda seconds: None)
    charge("order-1", 4_500)
    for key, faults in (("order-2", [Fault.UNAVAILABLE] * 2), ("order-1", [])):
        ledger.script(faults)
        before = len(ledger.requests)
        result = charge(key, 4_500)
        if not isinstance(result, Receipt):
            which = "next order" if key == "order-2" else "order that had met the outage, when it was asked for again,"
            raise Wrong(
                f"A gateway had met a long outage. For the {which} Obolus was well at request "
                f"{len(faults) + 1}; the same gateway asked {len(ledger.requests) - before} times and returned "
                f"{type(result).__name__}.",
                "What does your gateway keep from one call of `charge` to the next?",
            )


def waits(counter: Counter) -> None:
    """Demand waits between the tries, through the clock that was handed in."""
    with ObolusServer() as obolus:
        for number, faults in enumerate(((Fault.UNAVAILABLE,) * 2, (Fault.BUSY, Fault.CLOSED), ())):
            demand_waits(counter.charge(obolus, f"waits-{number}", 4_500, faults))
        demand_waits(counter.charge(obolus, "waits-down", 4_500, repeat(Fault.BUSY)))


def retry_after(counter: Counter) -> None:
    """Demand that what the vendor asks for is heeded where it can be read, and bounded."""
    for header in (TOO_LONG, A_DATE, "soon", AT_ONCE):
        client = Broken(ApiError(503, "busy", header))
        waits: list[float] = []
        replies = f"Obolus answered 503 with `Retry-After: {header}`"
        try:
            result = counter.open(client, waits.append)("port-later", 4_500)
        except Exception as error:
            raise Wrong(
                f"{replies}, and {type(error).__name__} came out of `charge`.",
                "Which two forms does HTTP allow for this header, and which of them can your code read?",
            ) from None
        if not isinstance(result, Unavailable):
            raise Wrong(
                f"{replies}, each time, and `charge` returned {type(result).__name__}.",
                "Did Obolus say anything about the card or the money?",
            )
        slept = f"slept for {waits} seconds" if waits else "did not sleep"
        missing = client.asked - 1 - len(waits)
        if header != TOO_LONG and (
            client.asked < 3 or missing > 0 or not all(0 < seconds <= LONGEST_WAIT for seconds in waits)
        ):
            rule = "A header that names no number of seconds counts as none."
            if client.asked >= 3 and (header == AT_ONCE or missing > 0):
                rule = "Between two requests there is a wait of more than 0 s, whatever the header says."
            elif header == AT_ONCE:
                rule = "A header that asks for no wait is no reason to give up sooner."
            raise Wrong(
                f"{replies}, each time; `charge` asked {client.asked} times and {slept}. {rule}",
                "What does your code do after a 503 without the header?",
            )
        if header == TOO_LONG and (client.asked > 1 or waits):
            raise Wrong(
                f"{replies}; `charge` {slept} and asked {client.asked} times. That is longer than the buyer may be "
                "kept waiting, or sooner than Obolus wants to be asked.",
                "Which result tells the buyer at once that nobody knows yet?",
            )
