"""Repair Curtain's sale of standing places, so that it is right when several buyers come at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.race_conditions.contests import EVENING, NAMES, SECONDS, Play, Rows, Scene, Stage, on_stage
from coursekit.exercises.race_conditions.demands import (
    demand_answers,
    demand_no_exception,
    demand_nothing_left,
    refusal_cause,
)
from coursekit.probes.transactions import Kind, Step

NOBODY = 99  # a customer id that no customer has


@dataclass(frozen=True)
class Rush(Scene):
    """Some places are left, and each buyer wants a number of them."""

    left: int
    wanted: tuple[int, ...]

    @property
    def rows(self) -> str:
        """The pool's row."""
        return f"INSERT INTO pool (event_id, remaining) VALUES ({EVENING}, {self.left})"

    @property
    def calls(self) -> list[tuple[int, int, int]]:
        """One call for each buyer."""
        return [(EVENING, customer, wanted) for customer, wanted in enumerate(self.wanted, start=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """The buyers."""
        return tuple(NAMES[customer] for customer, _ in enumerate(self.wanted, start=1))

    def __str__(self) -> str:
        wishes = [f"{name} wants {wanted}" for name, wanted in zip(self.names, self.wanted, strict=True)]
        return f"{_places(self.left)} left; {', '.join(wishes[:-1])} and {wishes[-1]}."


SCENES = (Rush(1, (1, 1)), Rush(2, (1, 1)), Rush(5, (3, 3)), Rush(5, (3, 2)), Rush(6, (1, 3, 2)), Rush(5, (1,) * 5))


def _alone(stage: Stage[Rush]) -> None:
    for left, wanted, expected in ((5, 2, True), (1, 1, True), (2, 2, True), (1, 2, False), (0, 1, False)):
        stage.arrange(Rush(left, (wanted,)))
        called = f"{_places(left)} left, nobody else is buying. sell(engine, {EVENING}, 1, {wanted})"
        got = stage.alone(EVENING, 1, wanted)
        after = stage.look()
        if got is not expected:
            raise Wrong(
                f"{called} returned {got!r}, expected was {expected}.",
                "What does it compare, and on which way does it return?",
            )
        remaining = after["pool"][0]["remaining"]
        expected_remaining = left - wanted if expected else left
        if remaining != expected_remaining:
            raise Wrong(
                f"{called} returned {got}, and the pool went from {left} to {remaining}; expected was "
                f"{expected_remaining}.",
                "What is written, and is it committed?",
            )
        orders, told = _orders(after), [(1, wanted)] if expected else []
        if orders != told:
            raise Wrong(
                f"{called} returned {got}, and the orders with status 'sold' are {_listed(orders)}; expected was "
                f"{_listed(told)}.",
                "Where is the order made, and is it committed?",
            )


def _together(stage: Stage[Rush]) -> None:
    stage.arrange(Rush(5, (1,)))
    try:
        got = stage.alone(EVENING, NOBODY, 1)
    except Exception:  # what the caller sees here is the answer's affair; what counts is what it left in the tables
        got = False
    after = stage.look()
    remaining = after["pool"][0]["remaining"]
    if remaining != 5:
        raise Wrong(
            f"There is no customer {NOBODY}, so no order could be written for them; the pool went from 5 to "
            f"{remaining} all the same.",
            "How many transactions does a sale take, and what if the service dies between them?",
        )
    if got:
        raise Wrong(
            f"There is no customer {NOBODY}, so no order could be written; `sell` returned {got!r}.",
            "What happens to the error?",
        )


def _told_is_moved(stage: Stage[Rush]) -> None:
    for play in stage.plays():
        demand_answers(play, "sold", "not enough left")
        calls = zip(play.scene.calls, play.run.results, strict=True)
        told = [(customer, wanted) for (_, customer, wanted), answer in calls if answer]
        sold = sum(wanted for _, wanted in told)
        remaining = play.after["pool"][0]["remaining"]
        moved = play.scene.left - remaining
        orders = _orders(play.after)
        if sold == moved and remaining >= 0 and orders == told:
            continue
        who = _and([NAMES[customer] for customer, _ in told]) or "Nobody"
        said = f"{who} {'were' if len(told) > 1 else 'was'}{' both' if len(told) == 2 else ''} told 'sold'"
        if sold != moved or remaining < 0:
            cause, question = _lost_update(stage, play)
            raise play.wrong(
                f"{said}: {_count(sold)} sold, but the pool went from {play.scene.left} to {remaining}"
                f"{'' if sold != moved else ', below zero'}. {cause}".rstrip(),
                question,
            )
        raise play.wrong(
            f"{said}, but the orders say {_listed(orders)}.",
            "Is the order in the same transaction as the answer that the buyer got?",
        )


def _lost_update(stage: Stage[Rush], play: Play[Rush]) -> tuple[str, str]:
    """Find in the schedule why two sales moved the pool once."""
    sellers = [index for index, answer in enumerate(play.run.results) if answer]
    readings = {index: _readings(play, index) for index in sellers}
    name = stage.process_lock
    if name:
        return (
            f"`{name}` is a lock in one process; the buyers were served by two, as they would be by any server with "
            "two workers.",
            "What do all the processes that sell tickets have in common?",
        )
    for index, steps in readings.items():
        locked = next((step for step in steps if "for update" in step.statement.lower()), None)
        if locked and steps[0] is not locked and _left(locked) != _left(steps[0]):
            who = play.scene.names[index]
            return (
                f"{who} had read {_left(steps[0])} before. The locking SELECT then waited for the other buyer and came "
                f"back with {_left(locked)}, but the sale rested on the {_left(steps[0])}.",
                "Which of the two values does the attribute hold that the decision looks at?",
            )
        if any(step.rowcount == 0 and "version" in step.names for step in play.steps(index, Kind.WRITE)[-2:]):
            return (
                f"{play.scene.names[index]}'s UPDATE found no row, since the version had changed, and nobody looked.",
                "How does an UPDATE tell that it has changed nothing?",
            )
    seen = {_left(steps[0]) for steps in readings.values() if steps}
    if len(seen) == 1 and len(sellers) > 1:
        value = seen.pop()
        return (
            f"{_and([play.scene.names[index] for index in sellers])} had {'both' if len(sellers) == 2 else 'all'} read "
            f"{value} before anyone wrote.",
            "At which moment would the condition have to be checked so that nobody can come between check and write?",
        )
    return "", "What does the schedule show between the read that decides and the write?"


def _no_false_refusal(stage: Stage[Rush]) -> None:
    for play in stage.plays():
        remaining = play.after["pool"][0]["remaining"]
        for index, (answer, wanted) in enumerate(zip(play.run.results, play.scene.wanted, strict=True)):
            if answer is not False or remaining < wanted:
                continue
            cause, question = refusal_cause(play, index) or ("", "What did this buyer look at before the refusal?")
            raise play.wrong(
                f"{play.scene.names[index]} was told that not enough is left, and {_places(remaining)} left in the "
                f"end. {cause}".rstrip(),
                question,
            )


def _readings(play: Play[Rush], contender: int) -> list[Step]:
    return [step for step in play.steps(contender, Kind.READ) if "pool" in step.names and _left(step) is not None]


def _left(step: Step) -> int | None:
    return next((value for name, value in step.values.items() if name.endswith("remaining")), None)


def _orders(after: Rows) -> list[tuple[int, int]]:
    return sorted((order["customer_id"], order["quantity"]) for order in after["orders"] if order["status"] == "sold")


def _listed(orders: list[tuple[int, int]]) -> str:
    return _and([f"{quantity} for {NAMES[customer]}" for customer, quantity in orders]) or "none"


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _places(number: int) -> str:
    return f"{number} {'place is' if number == 1 else 'places are'}"


def _count(number: int) -> str:
    return f"{number} {'place' if number == 1 else 'places'}"


EXERCISE = Exercise(
    name="sell_last_ticket",
    topic="race_conditions",
    title="Sell the last ticket",
    level="repair",
    minutes=10,
    needs=("lost update", "READ COMMITTED"),
    provides={"sell": ("engine", "event_id", "customer_id", "quantity")},
    database=True,
    seconds=SECONDS,
    bench=partial(on_stage, "sell", "pool", SCENES),
    demands=(
        Demand(
            "alone",
            "A lone buyer gets the places if enough are left: `True`, the pool goes down by `quantity`, and one order "
            "with status `sold` says so. Otherwise `False`, and nothing changes.",
            _alone,
        ),
        Demand(
            "together",
            "Pool and order change together: if the order cannot be written, the pool stays as it was.",
            _together,
        ),
        Demand(
            "told_is_moved",
            "Whatever other buyers do at the same moment: what customers are told is sold is what the pool has lost, "
            "order for order, and the pool never falls below zero.",
            _told_is_moved,
        ),
        Demand(
            "no_false_refusal",
            "Nobody is refused while enough places are left for them.",
            _no_false_refusal,
        ),
        Demand("no_exception", "No buyer sees an exception because of another buyer.", demand_no_exception),
        Demand(
            "nothing_left",
            "When a call returns, no transaction of it is open and no lock is held.",
            demand_nothing_left,
        ),
    ),
    hints=(
        "Look at the two lines between `get_one` and the assignment. Where does the number live while Python compares "
        "it: in the database, or in a copy? Who could have changed the original by then?",
        "The transaction doesn't help: at READ COMMITTED, PostgreSQL's default, two transactions may both read the "
        "same row and both write it; the second write simply comes later. So check and write must be one thing. "
        "Either the check moves into the write, which PostgreSQL repeats on the newest row if it had to wait. Or a "
        "lock is held from the read that decides until the commit. Whichever it is, a buyer who meets another one "
        "should wait, not leave.",
        "One statement does it. In SQLAlchemy:\n\n"
        "```python\n"
        "taken = update(Pool).where(Pool.event_id == event_id, ...).values(remaining=Pool.remaining - quantity)\n"
        "result = session.execute(taken)\n"
        "```\n\n"
        "The `...` is your condition. `result.rowcount` says whether it held. The order goes into the same "
        "transaction.",
    ),
    debrief=(
        "**The trade-off.** The condition in the UPDATE holds the row's lock from that statement to the commit, and "
        "not a moment longer. It works because the rule fits into one row. As soon as a decision needs more than the "
        "row knows, you need a lock or a retry.\n\n"
        "**A second way.** `session.get_one(Pool, event_id, with_for_update=True)` as the *first* read, then decide "
        "in Python. It queues the buyers a little longer and lets you write any rule you like. With a version column "
        "or SERIALIZABLE nobody holds a lock while he decides. But whoever writes second still waits for the first, "
        "and then has to repeat the whole transaction; of a row that everybody wants, nearly everybody is second.\n\n"
        "**Where it bites.** `with_for_update()` on a row that the session has already loaded takes the lock and "
        "keeps the old attributes; `populate_existing` refreshes them, and so does `session.refresh(pool, "
        "with_for_update=True)`. In a small service one function loads the pool, and another one, three calls further "
        "down, locks it. And no lock in Python protects anything once there are two worker processes."
    ),
)
