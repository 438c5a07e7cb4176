"""Repair an invoice whose cache keeps every invoice: same hit rate, and nothing outlives its invoice."""

from __future__ import annotations

import itertools
import weakref
from collections import Counter
from dataclasses import fields
from types import ModuleType
from typing import Any

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.leak_hunting.orders import Order, demand_no_growth, path_text
from coursekit.probes.memory import live, retaining_path

CURRENCIES = ("EUR", "CHF", "DKK")
ALL_CURRENCIES = 180  # so many there are
FURTHER_BYTES = 16


class Rates:
    """The bank's rates as the check plays them: it counts how often each currency is asked for."""

    def __init__(self, factor: int = 1) -> None:
        self.factor = factor
        self.asked: Counter[str] = Counter()

    def __call__(self, currency: str) -> int:
        """Give the rate of a currency."""
        self.asked[currency] += 1
        return self.factor * {"EUR": 1, "CHF": 2, "DKK": 7, "FREE": 0}.get(currency, 3)


def _computes(answer: ModuleType) -> None:
    invoices = []  # all of them stay, so that none of them stands where another one stood
    for number, (cents, factor) in enumerate(((4_500, 1), (100, 3), (0, 1))):
        invoice = answer.Invoice(Order(number, cents), Rates(factor))
        invoices.append(invoice)
        for currency in (*CURRENCIES, "FREE", *CURRENCIES):
            expected = cents * Rates(factor)(currency)
            got = invoice.total(currency)
            if got != expected:
                raise Wrong(
                    f"The order costs {cents} cents and the rate is {Rates(factor)(currency)}. total({currency!r}) "
                    f"returned {got!r}, expected was {expected}.",
                    "What is multiplied, and which of the cached values comes back?",
                )


def _asked_once(answer: ModuleType) -> None:
    rates = Rates()
    alone = answer.Invoice(Order(10), rates)
    alone.total("EUR")
    alone.total("EUR")
    if rates.asked["EUR"] > 1:
        raise Wrong(
            "An invoice was asked for its total in EUR twice in a row, and asked the bank for the rate twice.",
            "Where is the first total kept?",
        )
    for count in (1, 5, 40):
        banks = [Rates() for _ in range(count)]
        invoices = [answer.Invoice(Order(100 * count + number), each) for number, each in enumerate(banks)]
        for _ in range(3):
            for currency in CURRENCIES:
                for invoice in invoices:
                    invoice.total(currency)
        most = max(max(each.asked.values(), default=0) for each in banks)
        if most > 1:
            raise Wrong(
                f"{_invoices(count)}, asked three times for the total in {len(CURRENCIES)} currencies, in turn. "
                f"{'It' if count == 1 else 'One of them'} asked the bank {most} times for the same rate. "
                + (
                    "An invoice keeps fewer totals than it was asked for."
                    if count == 1
                    else "Alone it asked once: the invoices push each other's totals out of one cache."
                ),
                "How many totals does the cache have room for, and whose?",
            )
    rates = Rates()
    invoice = answer.Invoice(Order(12), rates)
    for currency in 2 * [f"X{number:02}" for number in range(ALL_CURRENCIES)]:
        invoice.total(currency)
    if max(rates.asked.values()) > 1:
        raise Wrong(
            f"1 invoice, asked for its total in {ALL_CURRENCIES} currencies, and then once more. It asked the bank "
            "again: the cache has room for fewer.",
            "What is the bound for, in a cache that is freed with its invoice?",
        )
    rates = Rates()
    invoice = answer.Invoice(Order(11, 0), rates)
    for currency in ("FREE", "EUR"):
        invoice.total(currency)
        invoice.total(currency)
        if rates.asked[currency] > 1:
            raise Wrong(
                f"An order that costs nothing. Its total in {currency} is 0, and the bank was asked for the rate "
                "again at each call.",
                "How does your cache tell a total of 0 from no total?",
            )


def _own_total(answer: ModuleType) -> None:
    for factor in range(1, 101):
        invoice = answer.Invoice(Order(2_000_000 + factor), Rates(factor))
        got = invoice.total("EUR")
        if got != 4_500 * factor:
            raise Wrong(
                f"Invoices are made, asked and dropped, one after the other, each with a rate of its own. The one "
                f"with rate {factor} returned {got}, expected was {4_500 * factor}: the total of one that is gone.",
                "What may a new object share with one that no longer exists?",
            )
        del invoice
    order = Order(7)
    first, second = (answer.Invoice(order, Rates(factor)) for factor in (1, 2))
    if not first == second or hash(first) != hash(second):
        raise Wrong(
            "Two invoices for order 7 are not equal any more. Bookkeeping finds duplicates by that.",
            "Which of the invoice's methods have to stay as they are?",
        )
    totals = first.total("EUR"), second.total("EUR")
    if totals != (4_500, 9_000):
        raise Wrong(
            f"Two invoices for order 7, one made before the bank doubled its rates and one after. Their totals are "
            f"{totals[0]} and {totals[1]}; expected were 4500 and 9000. The second got the first one's total. "
            f"{_by_equality(answer)}{_on_the_order(order)}".rstrip(),
            "By what does your cache tell one invoice from another: by identity, or by equality?",
        )
    order, bank = Order(8), Rates()
    first = answer.Invoice(order, bank)
    shown = [first.total("EUR")]
    bank.factor = 2
    second = answer.Invoice(order, bank)
    shown += [second.total("EUR"), first.total("EUR")]
    if shown != [4_500, 9_000, 4_500]:
        raise Wrong(
            f"An invoice for order 8 was asked for its total, the bank doubled its rates, and another invoice was made "
            f"with the same `rates`. The first said {shown[0]}, the second {shown[1]}, and the first again {shown[2]}; "
            "expected were 4500, 9000 and 4500.",
            "Whose total is it that your cache keeps: an invoice's, or that of something which two invoices share?",
        )


def _on_the_order(order: Order) -> str:
    known = {each.name for each in fields(Order)}
    return "They are kept on the order, and both invoices have the same one." if vars(order).keys() - known else ""


def _by_equality(answer: ModuleType) -> str:
    if any(
        isinstance(each, weakref.WeakKeyDictionary) for each in (*vars(answer).values(), *vars(answer.Invoice).values())
    ):
        return "A WeakKeyDictionary looks its keys up by hash and equality, as every dict does."
    return ""


def _freed(answer: ModuleType) -> None:
    # Not by weak references, for which there may be no slot. Invoices of the other checks, if they are kept, stay.
    held = live(answer.Invoice)
    earlier = set(map(id, held))
    for count in (70, 5, 1):
        invoices: list[Any] = [answer.Invoice(Order(1_000 * count + number), Rates()) for number in range(count)]
        for invoice in invoices:
            for currency in CURRENCIES:
                invoice.total(currency)
        kind = type(invoice)
        del invoice, invoices
        left = [each for each in live(kind) if id(each) not in earlier]
        if left:
            path = path_text(retaining_path(left[0], [answer]) or retaining_path(left[0]))
            raise Wrong(
                f"{_invoices(count)}, asked for their totals and dropped. {len(left)} of {count} "
                f"{'is' if len(left) == 1 else 'are'} still there. {_why(answer, path, len(left), count)}".rstrip(),
                "The path below leads to one of them. Whose lifetime does the cache in it have?",
                evidence=path,
            )


def _why(answer: ModuleType, path: str, left: int, count: int) -> str:
    if hasattr(answer.Invoice, "__del__"):
        return "`__del__` is called when nothing holds the invoice any more, and the cache does."
    if "WeakKeyDictionary" in path and "WeakKeyDictionary" not in path.splitlines()[-1]:
        return "The cache's key is weak, and its value leads back to the key."
    if left < count:
        return "A bounded cache keeps as many as it has room for."
    if "lru_cache" in path and "[0]: Invoice" in path:
        return "The cache belongs to the class, and `self` is one of its arguments."
    if "lru_cache" in path:
        return "The cache holds its key, and the key holds the invoice."
    return ""


def _nothing_left(answer: ModuleType) -> None:
    numbers = itertools.count(1_000_000)
    rates = Rates()

    def bill() -> None:
        invoice = answer.Invoice(Order(next(numbers)), rates)
        for currency in CURRENCIES:
            invoice.total(currency)

    demand_no_growth(
        bill,
        FURTHER_BYTES,
        "Each further invoice that is made, asked and dropped",
        "What is written per invoice, and who takes it out again when the invoice is gone?",
    )


def _invoices(count: int) -> str:
    return "1 invoice" if count == 1 else f"{count} invoices"


EXERCISE = Exercise(
    name="cache_on_a_method",
    topic="leak_hunting",
    title="A cache on a method",
    level="repair",
    minutes=8,
    needs=("bound method", "weak reference", "bounded cache"),
    provides={"Invoice": ("order", "rates")},
    demands=(
        Demand(
            "computes",
            "`total(currency)` returns `order.cents * rates(currency)`.",
            _computes,
        ),
        Demand(
            "asked_once",
            "However many invoices and currencies there are and in whichever order they are asked, each invoice asks "
            "`rates` once for each currency, also if the total is 0.",
            _asked_once,
        ),
        Demand("freed", "An invoice that nobody uses any more is freed.", _freed),
        Demand(
            "own_total",
            "Each invoice has its own totals: never those of another one that is equal to it, nor of one that is gone. "
            "Invoices for the same order number stay equal, and have the same hash.",
            _own_total,
        ),
        Demand(
            "nothing_left",
            "Further invoices that are made, asked and dropped leave at most 16 bytes each.",
            _nothing_left,
        ),
    ),
    hints=(
        "`@lru_cache` runs once, when the class is made. How many caches are there for a million invoices, what are "
        "the keys in it, and what is the first argument of a method?",
        "The cache should live as long as the invoice, not as long as the class. So it belongs to the invoice. A "
        "smaller `maxsize` only changes how many invoices are kept, and forgets totals that are still needed. A key of "
        "`id(self)` holds nothing, but the address of a dead invoice is soon that of a new one. And a dictionary with "
        "weak keys looks them up by equality, which is not identity here.",
        "Make the cache where the invoice is made:\n\n"
        "```python\n"
        "def __init__(self, order, rates):\n"
        "    ...\n"
        "    self._totals = {}\n"
        "```\n\n"
        "and in `total`, ask `if currency not in self._totals`, which also holds for a total of 0.",
    ),
    debrief=(
        "**The trade-off.** A dict in the instance is freed with it at once, by its reference count, and needs the "
        "three lines that the decorator spared you. `self.total = lru_cache(None)(self._total)` in `__init__` keeps "
        "the decorator; but the cache holds the bound method, which holds the instance, which holds the cache: a "
        "cycle, freed only when the collector next looks.\n\n"
        "**A second way.** `functools.cached_property` where there is no argument. Or a plain function beside the "
        "class, cached by values: `lru_cache` on `total(cents, currency, rate)` holds three small values, never an "
        "invoice, and its `maxsize` then is a bound that means something.\n\n"
        "**Where it bites.** Ruff's B019 finds the decorator on a method. It does not find a module's dict keyed by "
        "`self`, a client that caches per request object, or a class that compares equal by its id in the database, "
        "where the wrong total goes to the wrong customer long before the memory runs out."
    ),
)
