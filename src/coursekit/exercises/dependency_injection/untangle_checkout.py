"""Repair a checkout that reaches for the vendor, the clock and a module's dict, so that it can be tried as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from types import ModuleType
from typing import Any

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt, Unavailable
from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.dependency_injection.desert import Clock, Desert, Gateway, holds, in_the_desert

MANY = 200  # orders of one checkout; more than `lru_cache` keeps unless it is told otherwise
BEFORE, AFTER = FRIDAY - timedelta(minutes=5), FRIDAY + timedelta(minutes=5)


def _no_network(desert: Desert) -> None:
    desert.alone(Gateway(), Clock(AFTER))("order-1", 4_500)
    for name, value in vars(desert.module).items():
        home = value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))
        if home.startswith("boxoffice.obolus"):
            raise Wrong(
                f"`{name}` in your module is `{home}`'s. The checkout still knows who takes the money.",
                "What does it need of the vendor, now that a gateway is given to it?",
            )


def _clock(desert: Desert) -> None:
    vienna = timezone(timedelta(hours=1))
    for now, open_ in (
        (BEFORE, False),
        (AFTER, True),
        (FRIDAY - timedelta(days=2_000), False),
        (FRIDAY + timedelta(days=20_000), True),
        (FRIDAY - timedelta(microseconds=1), False),
        (FRIDAY, True),
        (datetime(2026, 11, 20, 18, 30, tzinfo=vienna), False),
        (datetime(2026, 11, 20, 19, 0, tzinfo=vienna), True),
    ):
        gateway, clock = Gateway(), Clock(now)
        got = desert.alone(gateway, clock)("order-1", 4_500)
        if (got == "not on sale") == open_ or bool(gateway.charged) != open_:
            charged = "somebody was charged" if gateway.charged else "nobody was charged"
            unread = "" if clock.reads else " The clock it was given was not read."
            raise Wrong(
                f"The sale opens at {FRIDAY:%d %B %Y, %H:%M} UTC. By the clock it was {_when(now)}, the checkout "
                f"answered {got!r}, and {charged}.{unread}",
                "Where does the checkout's time come from, and what does it compare?",
            )
    clock = Clock(BEFORE)
    checkout = desert.alone(Gateway(), clock)
    first, clock.now = checkout("order-1", 4_500), AFTER
    second = checkout("order-1", 4_500)
    if (first, second) != ("not on sale", "sold"):
        raise Wrong(
            f"One checkout was asked five minutes before the sale and again five minutes into it. It answered "
            f"{first!r}, then {second!r}; the clock was read {clock.reads} times.",
            "When is the clock read: when the checkout is made, or when somebody buys?",
        )


def _results(desert: Desert) -> None:
    for result, expected in (
        (None, "sold"),
        (Declined("insufficient_funds"), "declined"),
        (Unavailable("503"), "try again"),
    ):
        gateway = Gateway(*([result] if result else []))
        checkout = desert.alone(gateway, Clock(AFTER))
        got = checkout("order-1", 4_500)
        given = type(result or Receipt("", 0)).__name__
        if got != expected:
            raise Wrong(
                f"The gateway's result was `{given}`, and the checkout answered {got!r}. Expected was {expected!r}.",
                "Which of the port's three results does each answer stand for?",
            )
        if gateway.charged != [("order-1", 4_500)]:
            raise Wrong(
                f"`checkout('order-1', 4_500)` led to these calls of `charge`: {gateway.charged}. Expected was one, "
                "with the order's id and the cents.",
                "What are the port's two parameters?",
            )
        again = checkout("order-1", 9_000)  # an order is named by its id alone
        if again != "sold" or len(gateway.charged) != (1 if result is None else 2):
            raise Wrong(
                f"The same order was placed twice, the second time for 9,000 cents. The gateway's first result was "
                f"`{given}`; the checkout answered "
                f"{got!r}, then {again!r}, and charged {len(gateway.charged)} times.",
                "After which result is an order done with?",
            )
    gateway = Gateway()
    checkout = desert.alone(gateway, Clock(AFTER))
    answers = {checkout(f"order-{number}", 4_500) for _ in range(2) for number in range(MANY)}
    if answers != {"sold"} or len(gateway.charged) != MANY:
        raise Wrong(
            f"One checkout was asked for {MANY} orders, and then for the same {MANY} again. It answered "
            f"{' and '.join(sorted(map(repr, answers)))}, and called `charge` {len(gateway.charged)} times. Expected "
            f"were 'sold' alone, and {MANY} calls.",
            "What has a checkout to remember of each order, and for how long?",
        )


def _apart(desert: Desert) -> None:
    for first_buys in (True, False):
        desert.load()
        ours, theirs = Gateway(), Gateway()
        mine, other = Clock(AFTER), Clock(BEFORE)
        here = desert.make(ours, mine)
        there = desert.make(theirs, other)
        if _unwrapped(here) is _unwrapped(there):
            raise Wrong(
                "`make_checkout` was called with two gateways, and gave back the first checkout both times.",
                "Who decides how many checkouts there are?",
            )
        other.now = AFTER
        for checkout, own in ((here, ours), (there, theirs)) if first_buys else ((there, theirs), (here, ours)):
            number = "first" if checkout is here else "second"
            before = len(own.charged)
            strange = theirs if own is ours else ours
            strangers = len(strange.charged)
            answer = checkout("order-1", 4_500)
            if len(strange.charged) != strangers:
                kept = desert.keeper(lambda value, seen=strange: holds(value, seen))  # type: ignore[misc]
                raise Wrong(
                    f"Two checkouts were made. The {number} was asked to sell, and charged through the gateway of the "
                    f"other one.{kept}",
                    "How many gateways can your module know of at a time?",
                )
            if answer != "sold" or len(own.charged) != before + 1:
                kept = desert.keeper(lambda value: holds(value, "order-1"))
                raise Wrong(
                    f"Two checkouts were made, each with a gateway of its own. One had sold order-1; when the {number} "
                    f"was asked to sell its own order-1, it answered {answer!r} without charging anybody.{kept}",
                    "Where does a checkout remember what it has sold?",
                )
    early, late = Clock(BEFORE), Clock(AFTER)
    closed, opened = desert.make(Gateway(), early), desert.make(Gateway(), late)
    if (answers := (closed("order-2", 4_500), opened("order-2", 4_500))) != ("not on sale", "sold"):
        kept = desert.keeper(lambda value: holds(value, late) or holds(value, early))
        raise Wrong(
            f"Two checkouts were made, one with a clock before the sale and one with a clock after its opening. They "
            f"answered {answers[0]!r} and {answers[1]!r}.{kept}",
            "Whose clock did each of them read?",
        )


def _unwrapped(checkout: Any) -> Any:
    return checkout.__wrapped__


def _when(now: datetime) -> str:
    return f"{now:%d %B %Y, %H:%M:%S.%f} {'UTC' if now.tzinfo is UTC else 'in Vienna (UTC+1)'}".replace(".000000", "")


EXERCISE = Exercise(
    name="untangle_checkout",
    topic="dependency_injection",
    title="Untangle the checkout",
    level="repair",
    minutes=10,
    needs=("port", "composition root"),
    provides={"make_checkout": ("gateway", "clock")},
    bench=in_the_desert,
    demands=(
        Demand(
            "no_network",
            "It loads, makes a checkout and sells where no network module and nothing of `boxoffice.obolus` can be "
            "imported.",
            _no_network,
        ),
        Demand(
            "clock",
            "Before `FRIDAY`, by the clock it was given, the answer is `'not on sale'` and nobody is charged; from "
            "that moment on orders are charged. The time is the time of the call.",
            _clock,
        ),
        Demand(
            "results",
            "`charge` is called once a try, with the order's id and the cents. `Receipt` means `'sold'`, `Declined` "
            "`'declined'`, `Unavailable` `'try again'`. A sold order is `'sold'` and not charged again; any other may "
            "be tried again.",
            _results,
        ),
        Demand(
            "apart",
            "Two checkouts, made with gateways and clocks of their own, know nothing of each other.",
            _apart,
        ),
    ),
    hints=(
        "Take a pencil and underline every name in `checkout` that is neither a parameter nor a local variable nor a "
        "constant. Each is a question: who decided this, and when?",
        "There are three: the client, the clock and the dict. The first two are given to `make_checkout`, so "
        "`checkout` has to get them from there and nowhere else. The dict is the checkout's own memory: one for each "
        "checkout, made when the checkout is made. And a clock is a function, not a time: `clock` is passed in, and "
        "`clock()` called when somebody buys.",
        "A closure is enough:\n\n"
        "```python\n"
        "def make_checkout(gateway, clock):\n"
        "    sold = {}\n\n"
        "    def checkout(order_id, cents):\n"
        "        if order_id in sold: ...\n"
        "        if clock() < FRIDAY: ...\n"
        "        match gateway.charge(order_id, cents):\n"
        "            case Receipt(reference=reference): ...\n\n"
        "    return checkout\n"
        "```\n\n"
        "So is a dataclass with two fields, a `field(default_factory=dict)` and a `__call__`.",
    ),
    debrief=(
        "**The trade-off.** `FRIDAY` is still a global, and nobody minds: it is a constant, and a test can buy before "
        "and after it. What has to be given from outside is what acts on the world, what changes by itself, and what "
        "differs from one use to the next. The rest may be imported.\n\n"
        "**A second way.** Patch it: `mock.patch('till.datetime')`. It works today, without touching the code. But it "
        "patches a name in a module, so the test knows where the checkout looks things up, breaks when an import "
        "moves, and holds for the whole process while it lasts.\n\n"
        "**Where it bites.** A global that a setter fills works for years, until there are two of them: a second "
        "theatre with a gateway of its own, two tests in one process, a tenant. What was made last wins, and somebody "
        "else's customers are charged."
    ),
)
