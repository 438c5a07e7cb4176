"""Build the sale of several numbered seats at once: all or nothing, and no deadlock that a customer hears of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.race_conditions.contests import EVENING, NAMES, SECONDS, Play, Rows, Scene, Stage, on_stage
from coursekit.exercises.race_conditions.demands import (
    demand_answers,
    demand_no_exception,
    demand_nothing_left,
    last_error,
    refusal_cause,
)
from coursekit.probes.transactions import Kind

SEATS = (1, 2, 3, 4)
DORA = 4  # the customer who was there before


@dataclass(frozen=True)
class Row(Scene):
    """Four seats of one row, some of them Dora's, and which seats each customer clicked on, in which order."""

    wanted: tuple[tuple[int, ...], ...]
    doras: tuple[int, ...] = ()

    @property
    def rows(self) -> str:
        """The seats."""
        seats = (f"({no}, {EVENING}, 'A', {no}, {DORA if no in self.doras else 'NULL'})" for no in SEATS)
        return f"INSERT INTO seat VALUES {', '.join(seats)}"

    @property
    def calls(self) -> list[tuple[int, list[int]]]:
        """One call for each customer."""
        return [(customer, list(wanted)) for customer, wanted in enumerate(self.wanted, start=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """The customers."""
        return tuple(NAMES[customer] for customer, _ in self.calls)

    def __str__(self) -> str:
        wishes = [f"{name} wants {_seats(wanted)}" for name, wanted in zip(self.names, self.wanted, strict=True)]
        before = f"{_seats(self.doras).capitalize()} is Dora's; all others are free. " if self.doras else ""
        return f"{before}{', '.join(wishes[:-1])} and {wishes[-1]}."


SCENES = (
    Row(((1, 2), (2, 1))),
    Row(((1, 2), (2, 3))),
    Row(((1, 2, 3), (3, 2, 1))),
    Row(((1, 2), (3, 4))),
    Row(((2, 3), (1, 2)), doras=(3,)),
    Row(((1, 2), (2, 3), (3, 1))),
)


def _alone(stage: Stage[Row]) -> None:
    for wanted, doras, expected in (
        ((1, 2), (), True),
        ((2, 1), (), True),
        ((3,), (), True),
        ((1, 2), (2,), False),
        ((3, 1, 2), (1,), False),
    ):
        stage.arrange(Row((wanted,), doras))
        free = f"Seat {doras[0]} is Dora's" if doras else "All seats are free"
        called = f"{free}, and nobody else is buying. take_seats(engine, 1, {list(wanted)})"
        got = stage.alone(1, list(wanted))
        if got is not expected:
            raise Wrong(
                f"{called} returned {got!r}, expected was {expected}.",
                "Which seats does it look at, and on which way does it return?",
            )
        after = stage.look()
        if _held(after, 1) != (set(wanted) if expected else set()) or _held(after, DORA) != set(doras):
            raise Wrong(
                f"{called} returned {got}, and afterwards Ada has {_seats(_held(after, 1))} and Dora has "
                f"{_seats(_held(after, DORA))}.",
                "What has been written by the time it finds out that one seat is taken, and is the rest committed?",
            )


def _all_or_nothing(stage: Stage[Row]) -> None:
    for play in stage.plays():
        demand_answers(play, "all of them are yours", "not all of them are free")
        for index, (customer, wanted) in enumerate(play.scene.calls):
            name, answer = play.scene.names[index], play.run.results[index]
            held = _held(play.after, customer)
            if held == (set(wanted) if answer else set()):
                continue
            if not answer:
                raise play.wrong(
                    f"{name} did not get the seats, and has {_seats(held)} all the same.",
                    "What ends the transaction on the way out, and how?",
                )
            lost = min(set(wanted) - held)
            holder = next(row["holder"] for row in play.after["seat"] if row["id"] == lost)
            raise play.wrong(
                f"{name} was told 'yours', but seat {lost} is {NAMES.get(holder, 'nobody')}'s in the end. "
                f"{_overwritten(stage, play, index)}".rstrip(),
                "What stops somebody else between the look at a seat and its UPDATE?",
            )


def _overwritten(stage: Stage[Row], play: Play[Row], index: int) -> str:
    name = stage.process_lock
    if name:
        return f"`{name}` is a lock in one process; the customers were served by two."
    looks = [step for step in play.steps(index, Kind.READ) if "seat" in step.names]
    if looks and not any("for " in step.statement.lower() for step in looks):
        return "Both had seen a free seat before either wrote, and the second UPDATE overwrote the first."
    return ""


def _someone_wins(stage: Stage[Row]) -> None:
    for play in stage.plays():
        for index, (_, wanted) in enumerate(play.scene.calls):
            held_by_others = {row["id"] for row in play.after["seat"] if row["holder"] is not None}
            if play.run.results[index] is not False or held_by_others & set(wanted):
                continue
            cause, question = refusal_cause(play, index) or _given_back(play)
            raise play.wrong(
                f"{play.scene.names[index]} was refused, and {_seats(wanted)} are still nobody's in the end. "
                f"{cause}".rstrip(),
                question,
            )


def _given_back(play: Play[Row]) -> tuple[str, str]:
    if any("holder=NULL" in step.text for step in play.run.steps):
        return (
            "A seat that was taken, committed and then given back looked taken to everybody in between.",
            "Until when should nobody else see a seat that may have to be given back?",
        )
    return "", "What did this customer look at before the refusal?"


def _refusal_is_seen(stage: Stage[Row]) -> None:
    for play in stage.plays():
        for index, answer in enumerate(play.run.results):
            state = last_error(play, index)
            if answer is not False or not state:
                continue
            name = play.scene.names[index]
            if state == "40P01":
                raise play.wrong(
                    f"{name} was refused because of a deadlock: each of two customers held a seat that the other "
                    "wanted, PostgreSQL ended one transaction (40P01), and that was taken for 'the seats are taken'. "
                    "This time they were, by luck.",
                    "In which order do the two take their locks, and what would the loser find on a second look?",
                )
            cause, question = refusal_cause(play, index) or ("", "")
            raise play.wrong(f"{name} was refused. {cause}", question)


def _held(after: Rows, customer: int) -> set[int]:
    return {row["id"] for row in after["seat"] if row["holder"] == customer}


def _seats(numbers: Collection[int]) -> str:
    words = [str(number) for number in numbers]
    if not words:
        return "no seat"
    return f"seat {words[0]}" if len(words) == 1 else f"seats {', '.join(words[:-1])} and {words[-1]}"


EXERCISE = Exercise(
    name="two_adjacent_seats",
    topic="race_conditions",
    title="Two adjacent seats",
    level="build",
    minutes=12,
    needs=("FOR UPDATE", "deadlock"),
    provides={"take_seats": ("engine", "customer_id", "seat_ids")},
    database=True,
    seconds=SECONDS,
    bench=partial(on_stage, "take_seats", "seat", SCENES),
    demands=(
        Demand(
            "alone",
            "A lone customer gets all the seats if every one is free: `True`, and each has `holder = customer_id`. If "
            "one is taken: `False`, and nothing changes.",
            _alone,
        ),
        Demand(
            "all_or_nothing",
            "Whatever others do at the same moment: who is told `True` has all the seats, who is told `False` has "
            "none of them.",
            _all_or_nothing,
        ),
        Demand(
            "someone_wins",
            "Nobody is refused for seats that are still free when all calls have returned.",
            _someone_wins,
        ),
        Demand(
            "refusal_is_seen",
            "A refusal rests on a seat that was seen to be taken, not on an error such as a deadlock.",
            _refusal_is_seen,
        ),
        Demand("no_exception", "No customer sees an exception because of another customer.", demand_no_exception),
        Demand(
            "nothing_left",
            "When a call returns, no transaction of it is open and no lock is held.",
            demand_nothing_left,
        ),
    ),
    hints=(
        "Draw it: Ada clicks on seat 1, then 2; Ben on 2, then 1. Each locks the first one. What does each of them "
        "wait for now, and who in this world could give way?",
        "A deadlock needs a circle of waiting, and a circle needs two orders. If everybody takes the locks in the "
        "same order, whatever they clicked first, there is none. PostgreSQL would break a circle, too, after a second: "
        "it ends one transaction with 40P01. That error says *try again*; it does not say that the seats are taken. "
        "And all or nothing means that a refusal must roll back what was written before.",
        "Lock all the seats with one statement that says in which order, look at them, then write:\n\n"
        "```python\n"
        "wanted = select(Seat).where(Seat.id.in_(seat_ids)).order_by(...).with_for_update()\n"
        "seats = session.scalars(wanted).all()\n"
        "if any(seat.holder is not None for seat in seats):\n"
        "    return ...\n"
        "```\n\n"
        "Nothing has been written yet when the refusal is decided.",
    ),
    debrief=(
        "**The trade-off.** One order for all locks costs one `ORDER BY` and removes the deadlock. But it is a "
        "convention: every other place that locks seats has to keep to it, and nothing checks that. A retry on 40P01 "
        "needs no convention, and costs `deadlock_timeout` (a second, by default) each time, while both wait.\n\n"
        "**A second way.** `UPDATE seat SET holder = :me WHERE id IN (...) AND holder IS NULL`, and a rollback unless "
        "it changed as many rows as were asked for. Short, and without a read. PostgreSQL promises nothing about the "
        "order in which such an UPDATE locks its rows, so a retry on 40P01 belongs beside it. Without one "
        "it passes here, which is no proof: the judge decides who goes on between two statements, not in which order "
        "one statement finds its rows.\n\n"
        "**Where it bites.** Locks that nobody sees: a foreign key locks the row it points to, a trigger updates a "
        "counter, an ORM flushes in an order of its own. When 40P01 stands in the log, the log's DETAIL names both "
        "statements. Look for the two orders there."
    ),
)
