"""A small checkout, built the way somebody decided, and four scenarios that one would like to play with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from boxoffice.evening import FRIDAY
from boxoffice.payments import Receipt, Unavailable

COLLABORATORS = {
    "clock": "tells whether the sale is open",
    "gateway": "charges through Obolus",
    "vat": "a pure function: cents and a rate in, the tax in them out",
    "logger": "the standard library's; writes a line for each order",
    "repository": "keeps the orders in PostgreSQL; an order is written as unclear before the charge, as paid after it",
    "settings": "the theatre's booking fee and rate of VAT; read from the environment when the module is imported",
}
# What is to be written and kept for each way, beside the thing itself.
WAYS = {
    "port": ("a Protocol", "a fake", "a contract for both", "a line in the composition root"),
    "argument": ("a parameter in each call",),
    "import": (),
}
PRICE = 4_500  # cents for one place
TUESDAY = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)  # what the machine's clock says while the tests run


@dataclass(frozen=True)
class Settings:
    """What differs between theatres: the fee for an order in cents, and the rate of VAT in percent."""

    fee: int
    vat_percent: int


class CannotBePlayed(Exception):  # noqa: N818 - a finding, not an error
    """The scenario could not be played or seen through, with a clause that says why."""


def vat_in(cents: int, percent: int) -> int:
    """Give the tax that is in a price, in cents."""
    return round(cents * percent / (100 + percent))


@dataclass
class Doubles:
    """What a scenario would put in place of the real things. A collaborator that is imported never sees its double.

    Attributes:
        now: what the clock is to say.
        results: of the gateway, one a charge, then receipts.
        disk_full: whether the repository refuses to write.
        settings: of the theatre.
        charged: what the gateway was asked for.
        orders: what the repository was told, in order.
        lines: what was logged.
    """

    now: datetime = FRIDAY + timedelta(minutes=5)
    results: list[Unavailable] = field(default_factory=list)
    disk_full: bool = False
    settings: Settings = Settings(fee=150, vat_percent=13)
    charged: list[tuple[str, int]] = field(default_factory=list)
    orders: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def charge(self, key: str, cents: int) -> Receipt | Unavailable:
        """Charge, in memory."""
        self.charged.append((key, cents))
        return self.results.pop(0) if self.results else Receipt(f"receipt-{len(self.charged)}", cents)

    def write(self, order_id: str, status: str) -> None:
        """Write an order, in memory."""
        if self.disk_full:
            raise OSError("no space left on device")
        self.orders.append((order_id, status))


def build(ways: Mapping[str, str], doubles: Doubles) -> Callable[[str, int], str]:
    """Build the checkout as decided.

    Args:
        ways: for each of `COLLABORATORS` one of `WAYS`.
        doubles: what the test puts in where it can.

    Returns:
        `checkout(order_id, places)`, which answers "not on sale", "sold" or "try again".
    """
    reached = SimpleNamespace(**{name: _REACH[name][way](doubles) for name, way in ways.items()})

    def checkout(order_id: str, places: int) -> str:
        if reached.clock() < FRIDAY:
            return "not on sale"
        settings: Settings = reached.settings()
        cents = places * PRICE + settings.fee
        reached.repository(order_id, "unclear")
        reached.logger(f"{order_id}: {cents} cents, {reached.vat(cents, settings.vat_percent)} of them VAT")
        result = reached.gateway(order_id, cents)
        if isinstance(result, Unavailable):
            return "try again"
        reached.repository(order_id, "paid")
        return "sold"

    return checkout


def _out_of_reach(clause: str) -> Callable[[Doubles], Callable[..., Any]]:
    def reach(doubles: Doubles) -> Callable[..., Any]:
        def call(*arguments: object) -> Any:
            raise CannotBePlayed(clause)

        return call

    return reach


def _fixed(value: Any) -> Callable[..., Any]:
    return lambda *arguments: value


# How the checkout reaches each collaborator. A port is asked when it is needed; an argument is a value that was there
# before the call began; an import is the real thing.
_REACH: dict[str, dict[str, Callable[[Doubles], Callable[..., Any]]]] = {
    "clock": {
        "port": lambda doubles: lambda: doubles.now,
        "argument": lambda doubles: lambda: doubles.now,  # read by the caller, at each call
        "import": lambda doubles: _fixed(TUESDAY),
    },
    "gateway": {
        "port": lambda doubles: doubles.charge,
        "argument": lambda doubles: _fixed(Receipt("receipt-0", PRICE)),
        "import": _out_of_reach("the checkout asks Obolus itself: the test would charge a real card"),
    },
    "vat": dict.fromkeys(WAYS, lambda doubles: vat_in),
    "logger": dict.fromkeys(WAYS, lambda doubles: doubles.lines.append),  # a handler sees what an import logs
    "repository": {
        "port": lambda doubles: doubles.write,
        "argument": lambda doubles: _fixed(None),
        "import": _out_of_reach("the checkout writes into PostgreSQL itself: the test would need that database"),
    },
    "settings": {
        "port": lambda doubles: lambda: doubles.settings,
        "argument": lambda doubles: lambda: doubles.settings,
        "import": lambda doubles: _fixed(Settings(fee=150, vat_percent=13)),
    },
}


def _opening(ways: Mapping[str, str]) -> None:
    doubles = Doubles(now=FRIDAY - timedelta(seconds=1))
    checkout = build(ways, doubles)
    checkout("order-1", 2)
    doubles.now = FRIDAY
    _demand_open(checkout("order-1", 2))


def _lost_reply(ways: Mapping[str, str]) -> None:
    doubles = Doubles(results=[Unavailable("no reply")])
    checkout = build(ways, doubles)
    _demand_open(checkout("order-1", 2))
    checkout("order-1", 2)
    if not doubles.charged:
        raise CannotBePlayed(
            "the result of the charge is handed in before the checkout knows what to charge: nobody sees which key and "
            "how many cents it would have asked for, and no reply can be lost"
        )


def _order_first(ways: Mapping[str, str]) -> None:
    doubles = Doubles(disk_full=True)
    try:
        _demand_open(build(ways, doubles)("order-1", 2))
    except OSError:
        return
    raise CannotBePlayed(
        "the orders were handed in as a value, so nothing is written between the decision and the charge: no disk can "
        "be full, and nobody sees what comes first"
    )


def _munich(ways: Mapping[str, str]) -> None:
    doubles = Doubles(settings=Settings(fee=0, vat_percent=7))
    _demand_open(build(ways, doubles)("order-1", 2))
    if not doubles.charged:
        raise CannotBePlayed("the result of the charge is handed in, so nobody sees how much would have been charged")
    cents = doubles.charged[0][1]
    if cents != 9_000:
        raise CannotBePlayed(
            f"the checkout charged {cents:,} cents instead of 9,000: the fee is what the environment said when the "
            "module was imported"
        )


def _demand_open(answer: str) -> None:
    """Every scenario has a moment in which the sale is open."""
    if answer == "not on sale":
        raise CannotBePlayed(
            f"the checkout reads the machine's clock, which says {TUESDAY:%A, %H:%M}: to a buyer on Friday evening it "
            "answered 'not on sale'"
        )


SCENARIOS: dict[str, tuple[str, Callable[[Mapping[str, str]], None]]] = {
    "opening": ("One second before the sale opens nobody buys; when it opens, the same buyer does.", _opening),
    "lost_reply": ("A reply is lost. The buyer tries again, and Obolus is asked with the same key.", _lost_reply),
    "order_first": ("The disk is full, so the order can't be written. Then nobody is charged.", _order_first),
    "munich": ("A theatre in Munich, with 7 % VAT and no fee, charges 9,000 cents for two places.", _munich),
}


@dataclass(frozen=True)
class Report:
    """What a set of decisions makes possible, and what it costs.

    Attributes:
        ways: as decided.
        obstacles: for each scenario that can't be played, why not.
    """

    ways: Mapping[str, str]
    obstacles: Mapping[str, str]

    @property
    def ports(self) -> list[str]:
        """The collaborators that are ports."""
        return [name for name, way in self.ways.items() if way == "port"]

    @property
    def pieces(self) -> int:
        """How many things are to be written and kept."""
        return sum(len(WAYS[way]) for way in self.ways.values())

    def __str__(self) -> str:
        width = max(map(len, (*COLLABORATORS, *SCENARIOS)))
        lines = [f"{name:{width}}  {way:8}  {', '.join(WAYS[way])}".rstrip() for name, way in self.ways.items()]
        lines.append(f"ports: {len(self.ports)}, things to write and keep: {self.pieces}")
        before = ""
        for name in SCENARIOS:
            obstacle = self.obstacles.get(name, "")
            why = "the same" if obstacle == before else obstacle
            lines.append(f"{name:{width}}  {f'no: {why}' if obstacle else 'can be played'}")
            before = obstacle
        return "\n".join(lines)


def try_out(ways: Mapping[str, str]) -> Report:
    """Build the checkout as decided, and play the four scenarios with it.

    Args:
        ways: for each of `COLLABORATORS` one of `WAYS`.

    Returns:
        What came of it.
    """
    obstacles = {}
    for name, (_, play) in SCENARIOS.items():
        try:
            play(ways)
        except CannotBePlayed as obstacle:
            obstacles[name] = str(obstacle)
    return Report({name: ways[name] for name in COLLABORATORS}, obstacles)
