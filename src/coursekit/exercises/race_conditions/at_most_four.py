"""Build the basket's limit: a rule over rows, some of which do not exist yet when it is checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from boxoffice.checkout import BASKET_LIMIT
from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.race_conditions.contests import EVENING, NAMES, SECONDS, Play, Rows, Scene, Stage, on_stage
from coursekit.exercises.race_conditions.demands import (
    demand_answers,
    demand_no_exception,
    demand_nothing_left,
    refusal_cause,
)
from coursekit.probes.transactions import Kind

LOCKS = re.compile(r"for (no key )?update|advisory|lock table", re.IGNORECASE)
FIRST_FREE = 21  # seats from this one on are in no basket


@dataclass(frozen=True)
class Baskets(Scene):
    """How many seats each customer holds, and whose clicks come at once."""

    held: dict[int, int]
    clicks: tuple[int, ...]

    @property
    def rows(self) -> str:
        """Plenty of seats, and the holds."""
        seats = (f"({no}, {EVENING}, 'A', {no}, NULL)" for no in range(1, FIRST_FREE + len(self.clicks) + 1))
        statements = [f"INSERT INTO seat VALUES {', '.join(seats)}"]
        for customer, held in self.held.items():
            statements += [
                "INSERT INTO hold (customer_id, seat_id, expires_at) "
                f"VALUES ({customer}, {customer * 5 + number}, now() + interval '10 minutes')"
                for number in range(held)
            ]
        return "; ".join(statements)

    @property
    def calls(self) -> list[tuple[int, int]]:
        """One call for each click, each on another free seat."""
        return [(customer, FIRST_FREE + number) for number, customer in enumerate(self.clicks)]

    @property
    def names(self) -> tuple[str, ...]:
        """The customers; one who clicks in several tabs is told apart by the tab."""
        tabs = [self.clicks[: number + 1].count(customer) for number, customer in enumerate(self.clicks)]
        return tuple(
            NAMES[customer] if self.clicks.count(customer) == 1 else f"{NAMES[customer]}'s tab {tab}"
            for customer, tab in zip(self.clicks, tabs, strict=True)
        )

    def __str__(self) -> str:
        holders = dict.fromkeys(self.clicks)
        held = [f"{NAMES[customer]} holds {_seats(self.held.get(customer, 0))}" for customer in holders]
        clicks = [
            f"{NAMES[customer]} clicks on {_seats(self.clicks.count(customer))}{_in_tabs(self.clicks.count(customer))}"
            for customer in holders
        ]
        return f"{' and '.join(held)}; {' and '.join(clicks)}, at the same moment."


SCENES = (
    Baskets({1: 3}, (1, 1)),
    Baskets({1: 2}, (1, 1)),
    Baskets({1: 3, 2: 3}, (1, 2)),
    Baskets({}, (1, 1)),
    Baskets({1: 2}, (1, 1, 1)),
    Baskets({}, (1, 1, 1)),
)


def _alone(stage: Stage[Baskets]) -> None:
    for held, others, expected in ((0, 4, True), (3, 0, True), (4, 0, False), (1, 3, True)):
        stage.arrange(Baskets({1: held, 2: others}, (1,)))
        called = f"Ada holds {_seats(held)}, Ben {others}. add_to_basket(engine, 1, {FIRST_FREE})"
        got = stage.alone(1, FIRST_FREE)
        after = stage.look()
        new = [hold for hold in after["hold"] if hold["seat_id"] == FIRST_FREE]
        if expected and got is False and new:
            raise Wrong(
                f"{called} returned False, but a hold was written: Ada is told no, and there was room.",
                "How does the answer learn what the statement did? Look at the value that it is taken from.",
            )
        if got is not expected:
            raise Wrong(
                f"{called} returned {got!r}, expected was {expected}.",
                "Whose holds does it count, against which number, and on which way does it return?",
            )
        if len(after["hold"]) != held + others + expected or [hold["customer_id"] for hold in new] != [1] * expected:
            raise Wrong(
                f"{called} returned {got}, and afterwards Ada holds {_seats(_held(after, 1))} and Ben "
                f"{_held(after, 2)}.",
                "What is written, for whom, and is it committed?",
            )
        if expected and datetime.fromisoformat(new[0]["expires_at"]) <= datetime.now(UTC):
            raise Wrong(
                f"{called} wrote a hold that had expired already.",
                "What is `expires_at` counted from, and in which time zone?",
            )


def _never_five(stage: Stage[Baskets]) -> None:
    for play in stage.plays():
        demand_answers(play, "the seat is held", "the basket is full")
        for customer in dict.fromkeys(play.scene.clicks):
            mine = [index for index, clicked in enumerate(play.scene.clicks) if clicked == customer]
            told = sum(play.run.results[index] is True for index in mine)
            before, now = play.scene.held.get(customer, 0), _held(play.after, customer)
            if now > BASKET_LIMIT:
                cause, question = _skew(stage, play, mine)
                raise play.wrong(
                    f"{NAMES[customer]} holds {_seats(now)} in the end, and may hold {BASKET_LIMIT}. {cause}".rstrip(),
                    question,
                )
            if now != before + told:
                raise play.wrong(
                    f"{NAMES[customer]} was told {told} times that a seat is held, and holds {_seats(now)} in the end.",
                    "Is the hold committed when the answer is given?",
                )


def _skew(stage: Stage[Baskets], play: Play[Baskets], clicks: list[int]) -> tuple[str, str]:
    """Find in the schedule why the limit did not hold."""
    if name := stage.process_lock:
        return (
            f"`{name}` is a lock in one process; the clicks were served by two.",
            "What do all the processes that fill baskets have in common?",
        )
    looks = {index: [step for step in play.steps(index, Kind.READ) if "hold" in step.names] for index in clicks}
    statements = " ".join(step.statement.lower() for steps in looks.values() for step in steps)
    writes = " ".join(step.statement.lower() for index in clicks for step in play.steps(index, Kind.WRITE))
    if "for update" in statements:
        return (
            "The holds that were there have been locked. The one that the other click was about to insert was not "
            "there to be locked.",
            "Which row is there before the first hold is?",
        )
    if "insert into hold" in writes and "count(" in writes:
        return (
            "The count stands inside the INSERT, but a statement sees only what was committed when it began: neither "
            "counted the other's row.",
            "What would the second click have to wait for before its statement begins?",
        )
    for index in clicks:
        looked = min((step.began for step in looks[index]), default=0)
        name = play.scene.names[index]
        locked = [step.began for step in play.run.steps if step.contender == index and LOCKS.search(step.statement)]
        if locked and looked and min(locked) > looked:
            return (
                f"{name} took a lock before it wrote, but had counted before it had the lock.",
                "How old is the count when the lock is there?",
            )
        commits = [step.began for step in play.steps(index, Kind.COMMIT)]
        unlocks = [step.began for step in play.steps(index, Kind.READ) if "advisory_unlock" in step.statement]
        if unlocks and commits and min(unlocks) < max(commits):
            return (
                f"{name} counted and inserted under a lock, but gave it back before the insert was committed: who got "
                "the lock next still counted without it.",
                "Until when must the lock last?",
            )
        if any(step.contender == index and "for share" in step.statement.lower() for step in play.run.steps):
            return (
                "All of them hold a shared lock on the same row, and shared locks do not exclude each other.",
                "Which strength of lock lets only one of them go on?",
            )
        if any(step.began < looked for step in play.steps(index, Kind.WRITE)):
            return (
                "Each inserted first and counted then. But a count sees no row that another transaction has not "
                "committed yet.",
                "What would the second click have to wait for before it counts?",
            )
    snapshot = ""
    if "REPEATABLE_READ" in stage.isolation:
        snapshot = " REPEATABLE READ changes nothing about that: it keeps what was counted, however old it is."
    return (
        "Each counted before any of the others had committed, and each inserted a row of its own, so that nobody "
        f"touched a row of another's and nobody had to wait.{snapshot}",
        "What could two clicks of one customer both have to touch?",
    )


def _no_false_refusal(stage: Stage[Baskets]) -> None:
    for play in stage.plays():
        for index, customer in enumerate(play.scene.clicks):
            now = _held(play.after, customer)
            if play.run.results[index] is not False or now >= BASKET_LIMIT:
                continue
            cause, question = refusal_cause(play, index) or ("", "What was counted before this refusal?")
            raise play.wrong(
                f"{play.scene.names[index]} was told that the basket is full, and {NAMES[customer]} holds only "
                f"{_seats(now)} in the end. {cause}".rstrip(),
                question,
            )


def _held(after: Rows, customer: int) -> int:
    return sum(hold["customer_id"] == customer for hold in after["hold"])


def _seats(number: int) -> str:
    return f"{number} {'seat' if number == 1 else 'seats'}" if number else "no seat"


def _in_tabs(number: int) -> str:
    return f" in {number} tabs" if number > 1 else ""


EXERCISE = Exercise(
    name="at_most_four",
    topic="race_conditions",
    title="At most four per customer",
    level="build",
    minutes=15,
    needs=("write skew", "FOR UPDATE", "SERIALIZABLE", "advisory lock"),
    provides={"add_to_basket": ("engine", "customer_id", "seat_id")},
    database=True,
    seconds=SECONDS,
    bench=partial(on_stage, "add_to_basket", "hold", SCENES),
    demands=(
        Demand(
            "alone",
            "A lone click adds a hold that expires in the future and returns `True`, as long as the customer has fewer "
            "than four. Otherwise `False`, and nothing changes. Other customers' holds don't count.",
            _alone,
        ),
        Demand(
            "never_five",
            "Whatever happens at the same moment, a customer never holds five, and a hold exists for every `True`.",
            _never_five,
        ),
        Demand(
            "no_false_refusal",
            "No click is refused while its customer's basket has room, whatever other customers do.",
            _no_false_refusal,
        ),
        Demand("no_exception", "No click ends in an exception because of another click.", demand_no_exception),
        Demand(
            "nothing_left",
            "When a call returns, no transaction of it is open and no lock is held.",
            demand_nothing_left,
        ),
    ),
    hints=(
        "Which rows does the decision read, and which row does it write? Is there any row that two clicks of one "
        "customer both touch?",
        "This is write skew: each transaction reads what the other will change, and each writes a row of its own, so "
        "there is nothing to collide on. Locking the holds doesn't help, since the fifth one isn't there yet. Either "
        "the two clicks get something in common to wait for, *before* they count: a row that exists anyway, or a lock "
        "on a name. Or PostgreSQL watches what was read (SERIALIZABLE), and whoever loses repeats the whole "
        "transaction, count included. Two different customers should not have to wait for each other.",
        "The row that exists anyway is the customer's:\n\n"
        "```python\n"
        "session.get_one(Customer, customer_id, with_for_update=...)  # the second click waits here\n"
        "held = session.scalar(select(func.count())...)               # so it counts what the first has committed\n"
        "```\n\n"
        "With `with_for_update=True` it works. `{'key_share': True}` takes FOR NO KEY UPDATE: still exclusive between "
        "two clicks, yet it lets inserts with a foreign key to the customer pass.",
    ),
    debrief=(
        "**The trade-off.** Locking the customer's row makes the clicks of one customer queue, which nobody will "
        "notice. But the rule now lives in a convention: whoever inserts holds elsewhere has to take the same lock.\n\n"
        "**A second way.** SERIALIZABLE needs no convention among those who use it, and finds the conflicts that you "
        "did not think of. Its price is the retry of the whole transaction, with a bound, and with every side effect "
        "outside. An advisory lock on the customer's id, `pg_advisory_xact_lock`, serves where there is no row. And "
        "if you may change the table: number the holds 1 to 4 and make (customer, number) unique; then a constraint "
        "does it.\n\n"
        "**Where it bites.** Every 'at most n', 'no overlap' and 'at least one on duty' is this problem. The usual "
        "fix, a count inside the INSERT, moves the window into one statement, where no test of two steps finds it. "
        "SERIALIZABLE protects only if *all* who write those rows use it."
    ),
)
