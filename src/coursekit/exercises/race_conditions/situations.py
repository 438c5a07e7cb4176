"""Five situations at Curtain, with the service levels that a remedy has to keep there."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from coursekit.exercises.race_conditions.model import Load, Outcome, Request, Run
from coursekit.exercises.race_conditions.remedies import REMEDIES, protocol_of

OPEN_AT_MOST = 30.0  # seconds; an open transaction keeps a connection, and the whole server's VACUUM, waiting
FAULTS = ("wrong result", "queues", "retries", "refuses", "stays open")


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that happens at Curtain, and what is allowed to go wrong there.

    Attributes:
        story: what happens, in a sentence or two.
        load: the same for the model.
        wait: the longest wait for locks, in seconds, that the 99th percentile may see.
        repeats: the largest share of requests, from 0 to 1, whose transaction may have to be done again.
        wrong: says in a few words what is wrong with the data after a run, or nothing.
        who: what the one who makes a request is called, in the plural.
        what: what is competed for.
    """

    story: str
    load: Load
    wait: float
    repeats: float
    wrong: Callable[[Run], str]
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the model shows of one remedy in one situation.

    Attributes:
        situation: the situation's name.
        remedy: the remedy's name.
        served: how many requests got what they wanted.
        requests: how many there were.
        wait: seconds that the 99th percentile stood in queues for locks.
        repeats: how many transactions were thrown away and done again.
        faults: for each service level that is broken its name, one of `FAULTS`, and a clause with the figures.
    """

    situation: str
    remedy: str
    served: int
    requests: int
    wait: float
    repeats: int
    faults: dict[str, str]

    def __str__(self) -> str:
        figures = (
            f"{self.remedy} for {self.situation}: {self.served:,} of {self.requests:,} requests served, "
            f"99th percentile of the wait {_time(self.wait)}, {self.repeats:,} transactions repeated"
        )
        faults = [f"  {name}: {clause}" for name, clause in self.faults.items()]
        return "\n".join([figures, *(faults or ["  keeps every service level"])])


@cache
def price(situation: str, remedy: str) -> Report:
    """Run the model for one remedy in one situation.

    Args:
        situation: a key of `SITUATIONS`.
        remedy: one of `REMEDIES`.

    Returns:
        The figures, the same at every call, and which service levels they break.

    Raises:
        KeyError: there is no such situation or remedy.
    """
    if remedy not in REMEDIES:
        raise KeyError(f"no remedy {remedy!r}; there are {', '.join(REMEDIES)}")
    if situation not in SITUATIONS:
        raise KeyError(f"no situation {situation!r}; there are {', '.join(SITUATIONS)}")
    told = SITUATIONS[situation]
    run = Run(told.load, protocol_of(remedy))
    requests = len(run.waits)
    wait = sorted(run.waits)[int(0.99 * (requests - 1))]
    return Report(
        situation=situation,
        remedy=remedy,
        served=run.outcomes.count(Outcome.SERVED),
        requests=requests,
        wait=wait,
        repeats=run.repeats,
        faults=_faults(told, run, wait),
    )


def _faults(told: Situation, run: Run, wait: float) -> dict[str, str]:
    faults = {}
    if wrong := told.wrong(run):
        faults["wrong result"] = wrong
    if wait > told.wait:
        held = sum(run.holds) / len(run.holds)
        faults["queues"] = (
            f"{told.who} wait for {told.what}, which each of them holds for {_time(held)} on average: "
            f"the 99th percentile waits {_time(wait)}, allowed are {_time(told.wait)}"
        )
    gave_up = run.outcomes.count(Outcome.GAVE_UP)
    if gave_up or run.repeats > told.repeats * len(run.waits):
        faults["retries"] = (
            f"{run.repeats:,} transactions were done again for {len(run.waits):,} requests"
            + (f", and {gave_up:,} requests failed after the last attempt" if gave_up else "")
            + f"; allowed are {told.repeats:.0%}"
        )
    if run.false_refusals:
        faults["refuses"] = f"{run.false_refusals:,} times {told.who} were turned away though something was left"
    if run.longest > OPEN_AT_MOST:
        faults["stays open"] = (
            f"a transaction was open for {_time(run.longest)}, and with it a connection; "
            f"allowed are {_time(OPEN_AT_MOST)}"
        )
    return faults


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.2g} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _rush(rng: random.Random) -> list[Request]:
    """10 s of Friday evening: 300 buyers a second want 1 to 3 of the same standing places."""
    at, requests = 0.0, []
    while (at := at + rng.expovariate(300)) < 10:
        requests.append(Request(at, 0, rng.randint(1, 3)))
    return requests


def _clicks(rng: random.Random) -> list[Request]:
    """300 customers with two tabs: one click, then twice a second later a click in both, less than 4 ms apart."""
    return [
        Request(at + later, customer)
        for customer in range(300)
        for at in [rng.uniform(0, 60)]
        for later in (0.0, 1.0, 1.0 + rng.uniform(0, 0.004), 2.0, 2.0 + rng.uniform(0, 0.004))
    ]


def _front_row(rng: random.Random) -> list[Request]:
    """500 seats; the news of each reaches three customers, who click within 10 ms of each other."""
    return [
        Request(at + rng.uniform(0, 0.01), seat) for seat in range(500) for at in [rng.uniform(0, 60)] for _ in "abc"
    ]


def _edits(rng: random.Random) -> list[Request]:
    """One plan, 200 edits, one in three quarters of an hour on average."""
    at, requests = 0.0, []
    for _ in range(200):
        at += rng.expovariate(1 / 2700)
        requests.append(Request(at, 0))
    return requests


def _lost_or_oversold(run: Run) -> str:
    cell = run.cells[0]
    if cell.told == cell.taken <= cell.capacity:
        return ""
    return f"customers were told that {cell.told:,} places are theirs, of {cell.capacity:,}"


def _over_limit(run: Run) -> str:
    over = sum(cell.taken > cell.capacity for cell in run.cells)
    return f"{over:,} of {len(run.cells):,} customers hold more than {run.cells[0].capacity} seats" if over else ""


def _shared_seats(run: Run) -> str:
    over = sum(cell.taken > cell.capacity for cell in run.cells)
    return f"{over:,} of {len(run.cells):,} seats are held by more than one customer" if over else ""


def _lost_edits(run: Run) -> str:
    cell = run.cells[0]
    lost = cell.told - cell.taken
    return f"{lost:,} of {cell.told:,} edits that were saved are gone, overwritten by another" if lost else ""


def _twice(run: Run) -> str:
    twice = sum(cell.told > cell.capacity for cell in run.cells)
    return f"{twice:,} of {len(run.cells):,} tickets were printed twice" if twice else ""


def _none(rng: random.Random) -> list[Request]:
    return []


SITUATIONS = {
    "standing_places": Situation(
        "Friday 18:00. For 10 s, 300 buyers a second want one to three of the 5,000 standing places, which one row "
        "counts.",
        Load(_rush, cells=1, capacity=5_000),
        wait=0.5,
        repeats=0.05,
        wrong=_lost_or_oversold,
        who="buyers",
        what="the pool's row",
    ),
    "basket_limit": Situation(
        "A customer may hold four seats. 300 customers click on five, from two tabs. A hold is a row that is inserted.",
        Load(_clicks, cells=300, capacity=4, rows_exist=False, constraint_fits=False),
        wait=0.5,
        repeats=0.5,
        wrong=_over_limit,
        who="customers",
        what="the basket",
    ),
    "seat_hold": Situation(
        "A seat may be in one basket. Of 500 seats, each is clicked by three customers within 10 ms. A hold is a row "
        "that is inserted.",
        Load(_front_row, cells=500, capacity=1, rows_exist=False),
        wait=0.5,
        repeats=0.5,
        wrong=_shared_seats,
        who="customers",
        what="the seat",
    ),
    "seat_plan": Situation(
        "Promoter and theatre edit the same seat plan in a browser: open it, think for five minutes, save the whole "
        "plan. 200 edits, one in 45 minutes.",
        Load(_edits, cells=1, capacity=1_000_000, decide=300.0, by_human=True),
        wait=1.0,
        repeats=0.2,
        wrong=_lost_edits,
        who="editors",
        what="the plan",
    ),
    "print_queue": Situation(
        "Eight workers print 400 tickets. Each takes the next ticket, prints it for 200 ms and commits, so that the "
        "ticket of a worker that dies is next again.",
        Load(_none, cells=400, capacity=1, work=0.2, workers=8),
        wait=0.3,
        repeats=0.05,
        wrong=_twice,
        who="workers",
        what="the next ticket",
    ),
}
