"""Build the adapter around the vendor's SDK: exact cents, three results, one charge, and no word of the vendor's."""

from __future__ import annotations

from errno import EHOSTUNREACH
from http.client import BadStatusLine
from itertools import chain, product, repeat

from boxoffice.obolus.sdk import ApiError
from boxoffice.obolus.server import Fault, ObolusServer
from boxoffice.payments import Declined, Receipt, Unavailable
from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.dependency_injection.calls import (
    LONGEST_WAIT,
    Call,
    Counter,
    at_the_counter,
    demand_result,
    demand_waits,
    described,
)
from coursekit.exercises.dependency_injection.clients import Broken

AMOUNTS = (1, 29, 57, 1_999, 4_500, 113_990, 99_999_999)  # in cents
MOST_REQUESTS = 5
TOO_LONG = "120"  # a Retry-After, in seconds
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


def _exact(counter: Counter) -> None:
    with ObolusServer() as obolus:
        for cents in AMOUNTS:
            call = counter.charge(obolus, f"exact-{cents}", cents, check=False)
            for request in call.requests:
                if request.amount * 100 != cents:
                    raise call.wrong(
                        f"For {cents:,} cents Obolus was asked for {request.amount} euros.",
                        "Which operation on floats gives the nearest number to the one you mean, and which one only "
                        "comes close?",
                    )
            demand_result(call)
            if not isinstance(call.result, Receipt):
                raise call.wrong(
                    f"All went well, and `charge` returned {type(call.result).__name__}.",
                    "What does the payment's state say when the money was taken?",
                )
            taken = obolus.charges[-1]
            if call.result.cents != cents:
                raise call.wrong(
                    f"{cents:,} cents were taken, and the `Receipt` says {call.result.cents!r}.",
                    "The way back from euros to cents: what does `int` do with 28.999999999999996?",
                )
            if call.result.reference != taken.payment_id:
                raise call.wrong(
                    f"Obolus calls the payment {taken.payment_id!r}, the `Receipt` {call.result.reference!r}. Whoever "
                    "wants the money back will have to quote Obolus's name for it.",
                    "Which field of the payment is its name?",
                )


def _declined(counter: Counter) -> None:
    with ObolusServer() as obolus:
        for before, fault in product(((), (Fault.UNAVAILABLE,)), (Fault.DECLINED, Fault.REFUSED)):
            key = f"{fault.name}-{len(before)}"
            call = counter.charge(obolus, key, 4_500, chain(before, repeat(fault)))
            if isinstance(call.result, Receipt):
                raise call.wrong(
                    f"The card was declined ({described([fault])}), nothing was taken, and `charge` returned a "
                    "`Receipt`. The tickets are given away.",
                    "Does a reply without an exception mean that the money was taken?",
                )
            if not isinstance(call.result, Declined):
                raise call.wrong(
                    f"The card was declined ({described([fault])}), and `charge` returned "
                    f"{type(call.result).__name__}. The buyer is told to try later, with a card that will never do.",
                    "Which of the SDK's errors is the customer's affair, and which is Obolus's?",
                )
            if (again := len(call.requests) - len(before) - 1) > 0:
                raise call.wrong(
                    f"The card was declined, and after that Obolus was asked {again} times more. Banks block cards "
                    "for that.",
                    "Which replies are worth a second try?",
                )


def _once(counter: Counter) -> None:
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


def _outage(counter: Counter) -> None:
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


def _waits(counter: Counter) -> None:
    with ObolusServer() as obolus:
        for number, faults in enumerate(((Fault.UNAVAILABLE,) * 2, (Fault.BUSY, Fault.CLOSED), ())):
            demand_waits(counter.charge(obolus, f"waits-{number}", 4_500, faults))
        demand_waits(counter.charge(obolus, "waits-down", 4_500, repeat(Fault.BUSY)))


def _port(counter: Counter) -> None:
    with ObolusServer() as obolus:
        for fault in (None, *Fault):
            call = counter.charge(obolus, f"port-{fault.name if fault else None}", 4_500, repeat(fault))
            fields = {name: getattr(call.result, name) for name in call.result.__slots__}
            for name, value in fields.items():
                expected = int if name == "cents" else str
                if type(value) is not expected:
                    raise call.wrong(
                        f"Obolus's replies: {described([fault])}, each time. `{type(call.result).__name__}.{name}` is "
                        f"of type `{type(value).__name__}`, expected was `{expected.__name__}`.",
                        "What would the box office have to import to make sense of it?",
                    )

    for error in (OSError(EHOSTUNREACH, "no route to host"), BadStatusLine("")):
        try:
            result = counter.open(Broken(error), lambda seconds: None)("port-broken", 4_500)
        except Exception as out:
            raise Wrong(
                f"The network failed with {type(error).__name__}, and {type(out).__name__} came out of `charge`. "
                "Not every failure of a network is a ConnectionError.",
                "Which base classes do the errors of sockets and of `http.client` have?",
            ) from None
        if not isinstance(result, Unavailable):
            raise Wrong(
                f"The network failed with {type(error).__name__}, each time, and `charge` returned "
                f"{type(result).__name__}.",
                "What does anybody know about the money then?",
            )


def _own(counter: Counter) -> None:
    mistakes = (
        ("The gateway was made with `None` in place of a client, a mistake in our own wiring", None),
        ("The call to the SDK raised a ValueError, as `http.client` does for a header that we built wrongly", Broken),
    )
    for mistake, client in mistakes:
        try:
            made = None if client is None else client(ValueError("Invalid header value"))
            result = counter.open(made, lambda seconds: None)("order-1", 4_500)
        except Exception:
            continue
        raise Wrong(
            f"{mistake}, and `charge` returned {type(result).__name__}. Somebody will look for an outage at Obolus "
            "tonight.",
            "Which exceptions do you know to be Obolus's or the network's, and which did you catch besides?",
        )


def _retry_after(counter: Counter) -> None:
    for header in (TOO_LONG, A_DATE, "soon"):
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
        if header != TOO_LONG and (client.asked < 3 or not all(0 < seconds <= LONGEST_WAIT for seconds in waits)):
            raise Wrong(
                f"{replies}, each time; `charge` asked {client.asked} times and {slept}. A header that names no "
                "number of seconds counts as none.",
                "What does your code do after a 503 without the header?",
            )
        if header == TOO_LONG and (client.asked > 1 or waits):
            raise Wrong(
                f"{replies}; `charge` {slept} and asked {client.asked} times. That is longer than the buyer may be "
                "kept waiting, or sooner than Obolus wants to be asked.",
                "Which result tells the buyer at once that nobody knows yet?",
            )


EXERCISE = Exercise(
    name="adapter_for_a_hostile_sdk",
    topic="dependency_injection",
    title="An adapter for a hostile SDK",
    level="build",
    minutes=15,
    needs=("port", "adapter", "idempotency key", "lost reply"),
    provides={"ObolusGateway": ("client", "sleep")},
    bench=at_the_counter,
    demands=(
        Demand(
            "exact",
            "When all goes well, Obolus is asked for exactly the cents that were meant, from one cent to a million "
            "euros, and the `Receipt` has them and Obolus's name for the payment.",
            _exact,
        ),
        Demand(
            "declined",
            "A decline, in either of Obolus's two forms, is `Declined`, and Obolus is not asked again.",
            _declined,
        ),
        Demand(
            "once",
            "If a reply is lost or unreadable, the result is the `Receipt`, and the customer is charged once. The same "
            "key is never charged twice, another key is another purchase.",
            _once,
        ),
        Demand(
            "outage",
            "An outage that is over at the third request ends in a `Receipt`, one that lasts in `Unavailable` after "
            "five requests at the most.",
            _outage,
        ),
        Demand(
            "waits",
            "Between two requests it waits, through `sleep` alone: more than 0 s, 30 s at the most, and at least as "
            "long as a `Retry-After` asks for. It waits at no other time.",
            _waits,
        ),
        Demand(
            "port",
            "Whatever Obolus does, nothing of the vendor's comes out: no exception, and no type but `str` and `int` in "
            "the results.",
            _port,
        ),
        Demand(
            "own_mistakes",
            "An error that is neither Obolus's nor the network's is raised, and not called `Unavailable`.",
            _own,
        ),
        Demand(
            "retry_after",
            "A `Retry-After` of more than 30 s ends in `Unavailable` at once, without a wait. One that is no number of "
            "seconds, such as a date, counts as none.",
            _retry_after,
        ),
    ),
    hints=(
        "Make a table before you write code. On the left everything that `create_payment` can do: return two kinds of "
        "payment, raise three exceptions of its own, and let others through from the libraries under it (read `_send` "
        "in `boxoffice/obolus/sdk.py`). On the right the port's three results, and *ask again*. Each line gets one "
        "answer.",
        "After a lost reply there are two worlds, one in which the money was taken and one in which it wasn't, and "
        "nothing on your side tells them apart. A request that means the same in both does: send the same "
        "`request_token` again, the one that names the order. A look-up before the next try is no substitute: the "
        "first request may still be on its way.\n\n"
        "Two of the traps have to do with numbers. `cents / 100` is the float nearest to the amount, and is written as "
        "two decimals; `cents * 0.01` is not. And an error's `retry_after` is a header, hence a string.",
        "Almost the code:\n\n"
        "```python\n"
        "for attempt in range(4):\n"
        "    if attempt:\n"
        "        self.sleep(pause)\n"
        "    pause = 2.0**attempt\n"
        "    try:\n"
        "        payment = self.client.create_payment(cents / 100, idempotency_key, request_token=...)\n"
        "    except CardError as error:\n"
        "        return ...\n"
        "    except ApiError as error:\n"
        "        asked = ...  # the header's seconds, or 0\n"
        "        if asked > 30:\n"
        "            return ...\n"
        "        pause = max(pause, asked)\n"
        "    except (ObolusTimeout, OSError, HTTPException, JSONDecodeError):\n"
        "        ...\n"
        "    else:\n"
        "        return ...  # look at its state first\n"
        "return Unavailable(...)\n"
        "```",
    ),
    debrief=(
        "**The trade-off.** The retries stand in the adapter, where the vendor's faults are known, and the checkout "
        "stays simple. The price is that one call may take the client's timeout five times over plus the waits, and "
        "the buyer is watching. Give the whole call a budget in seconds, and pass it in like everything else.\n\n"
        "**A second way.** One request, and `Unavailable` at once; the order stays *unclear*, and a worker asks again "
        "with the same key, minutes later. The buyer has an answer in time, and the retries survive a restart, which "
        "those in a `for` loop do not.\n\n"
        "**Where it bites.** Keys expire: vendors forget them after a day or so, and a retry on Monday is a second "
        "charge. The key belongs to the purchase, so it has to be stored with the order *before* the first request. "
        "And retry in one place only: four tries in the adapter, three in the SDK and three in the proxy are "
        "thirty-six requests to a service that is already down."
    ),
)
