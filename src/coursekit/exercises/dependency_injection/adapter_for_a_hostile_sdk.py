"""Build the adapter around the vendor's SDK: exact cents, three results, one charge, and no word of the vendor's."""

from __future__ import annotations

from errno import EHOSTUNREACH
from http.client import BadStatusLine
from itertools import chain, product, repeat

from boxoffice.obolus.server import Fault, ObolusServer
from boxoffice.payments import Declined, Receipt, Unavailable
from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.dependency_injection import outages
from coursekit.exercises.dependency_injection.calls import (
    Counter,
    at_the_counter,
    demand_result,
    described,
)
from coursekit.exercises.dependency_injection.clients import Broken

AMOUNTS = (1, 29, 57, 1_999, 4_500, 113_990, 99_999_999)  # in cents


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
            outages.once,
        ),
        Demand(
            "outage",
            "An outage that is over at the third request ends in a `Receipt`, one that lasts in `Unavailable` after "
            "five requests at the most.",
            outages.outage,
        ),
        Demand(
            "waits",
            "Between two requests it waits, through `sleep` alone: more than 0 s, 30 s at the most, and at least as "
            "long as a `Retry-After` asks for. It waits at no other time.",
            outages.waits,
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
            outages.retry_after,
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
