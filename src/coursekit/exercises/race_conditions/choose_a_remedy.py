"""Choose a remedy for five situations, and say why the tempting one is worse. Judged by what the model shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.race_conditions.remedies import REMEDIES
from coursekit.exercises.race_conditions.situations import FAULTS, SITUATIONS, price

DIFFERENT_FAULTS = 4


def _complete(answer: ModuleType) -> None:
    choices: Any = answer.CHOICES
    if not isinstance(choices, Mapping):
        raise Wrong(
            f"`CHOICES` is bound to {choices!r}. It should be a dict: a situation's name, then a tuple of three names.",
            "What does the task's first row look like as a dict entry?",
        )
    if missing := [name for name in SITUATIONS if name not in choices]:
        raise Wrong(f"`CHOICES` says nothing of {_list(missing)}.", "What would you do there?")
    if unknown := [name for name in choices if name not in SITUATIONS]:
        raise Wrong(
            f"`CHOICES` has an entry {unknown[0]!r}. The situations are {_list(SITUATIONS)}.", "Which one is meant?"
        )
    for situation, entry in choices.items():
        if not isinstance(entry, tuple | list) or len(entry) != 3:
            raise Wrong(
                f"The entry for {situation} is {entry!r}. It should be (chosen remedy, rejected remedy, fault).",
                "Which of the three names is missing?",
            )
        chosen, rejected, fault = entry
        for remedy in (chosen, rejected):
            if remedy not in REMEDIES:
                raise Wrong(
                    f"The entry for {situation} names {remedy!r}. The remedies are {_list(REMEDIES)}.",
                    "Which one is meant?",
                )
        if fault not in FAULTS:
            raise Wrong(
                f"The entry for {situation} names the fault {fault!r}. The faults are {_list(FAULTS)}.",
                "Which one is meant?",
            )
        if chosen == rejected:
            raise Wrong(
                f"For {situation}, {chosen} is both chosen and rejected.",
                "What would a colleague have proposed in its place?",
            )


def _chosen_holds(answer: ModuleType) -> None:
    for situation, (chosen, _, _) in _entries(answer):
        report = price(situation, chosen)
        if report.faults:
            fault, clause = next(iter(report.faults.items()))
            raise Wrong(
                f"You chose {chosen} for {situation}. It breaks a service level there ({fault}): {clause}.",
                _QUESTIONS[fault],
                evidence=str(report),
            )


def _rejected_breaks(answer: ModuleType) -> None:
    for situation, (chosen, rejected, fault) in _entries(answer):
        report = price(situation, rejected)
        if not report.faults:
            raise Wrong(
                f"You rejected {rejected} for {situation} because of {fault!r}. In the model it keeps every service "
                f"level there, as {chosen} does: it is no worse a choice.",
                "Which remedy would really have hurt somebody here?",
                evidence=str(report),
            )


def _fault_is_shown(answer: ModuleType) -> None:
    for situation, (_, rejected, fault) in _entries(answer):
        report = price(situation, rejected)
        if fault not in report.faults:
            raise Wrong(
                f"You rejected {rejected} for {situation} because of {fault!r}. It does fail there, but that is not "
                f"what the model shows.",
                "Who suffers from it, and would they notice a wait, an error, a refusal, or nothing until the doors "
                "open?",
                evidence=str(report).splitlines()[0],
            )


def _faults_differ(answer: ModuleType) -> None:
    faults = {fault for _, (_, _, fault) in _entries(answer)}
    if len(faults) < DIFFERENT_FAULTS:
        raise Wrong(
            f"Every entry is right, but they name only {len(faults)} different faults: {_list(sorted(faults))}. The "
            f"task asks for {DIFFERENT_FAULTS}.",
            "In which situation would another tempting remedy fail in another way?",
        )


def _entries(answer: ModuleType) -> list[tuple[str, tuple[str, str, str]]]:
    """The table in the order of the situations, so that its first failure doesn't depend on how it is written."""
    return [(situation, tuple(answer.CHOICES[situation])) for situation in SITUATIONS]


def _list(names: Any) -> str:
    *rest, last = map(str, names)
    return f"{', '.join(rest)} and {last}" if rest else last


_QUESTIONS = {
    "wrong result": "What could this remedy hold on to here, while the other request decides?",
    "queues": "How long does each request keep the others waiting, and what of that could happen before or after?",
    "retries": "How likely is it here that somebody else commits between your read and your write?",
    "refuses": "What does the caller conclude from an answer that comes at once, without having waited for anyone?",
    "stays open": "Which part of this needs an open transaction, and which part only needs to know what has changed?",
}

EXERCISE = Exercise(
    name="choose_a_remedy",
    topic="race_conditions",
    title="Choose a remedy, and say why not the other",
    level="decide",
    minutes=10,
    needs=("NOWAIT", "SKIP LOCKED", "version column", "SERIALIZABLE", "advisory lock", "hot row"),
    provides={"CHOICES": None},
    demands=(
        Demand(
            "complete",
            "`CHOICES` has one entry for each situation: a remedy you choose, another one that you reject, and the "
            "rejected one's fault, all by the names in the tables.",
            _complete,
        ),
        Demand("chosen_holds", "The remedy you choose keeps every service level of its situation.", _chosen_holds),
        Demand("rejected_breaks", "The remedy you reject breaks a service level there.", _rejected_breaks),
        Demand("fault_is_shown", "The fault you name is one that the rejected remedy shows there.", _fault_is_shown),
        Demand("faults_differ", "Between them the five entries name at least four different faults.", _faults_differ),
    ),
    hints=(
        "Ask three things of each situation. Does the thing that the decision reads exist as a row? How long is it "
        "between the read and the commit? How many want the same thing in that time?\n\n"
        "You can look before you decide: `print(price('seat_plan', 'for_update'))`.",
        "A lock on rows needs rows: a hold that will be inserted is none yet. A lock makes the others wait for as "
        "long as it is held: 5 ms are nothing to two buyers and too much for 300 a second. Detecting a conflict costs "
        "nothing while there is none, and everything on a row that all want. A person's five minutes fit into no "
        "transaction. And for a worker, unlike a buyer, any ticket is as good as the next.",
        "The shape of an entry, for a situation that is not in the table (two clerks change the same address):\n\n"
        "```python\n"
        'CHOICES = {"address": ("version_column", "for_update", "stays open")}\n'
        "```\n\n"
        "For the five: the condition in the write itself where everybody wants one row; a lock on a name, or "
        "SERIALIZABLE, where a count over rows decides; a UNIQUE constraint where one row excludes another; a version "
        "where a person thinks; and for the queue the one remedy that passes over what others have locked. Now find "
        "for each a remedy that fails, and print its report for the fault.",
    ),
    debrief=(
        "**The trade-off.** There is no best remedy. Each moves the cost: a lock to those who wait, a version or "
        "SERIALIZABLE to those who do it again, NOWAIT and SKIP LOCKED to those who are sent away, a constraint to "
        "whoever has to turn its error into an answer.\n\n"
        "**A second way.** Several rows have more than one good answer, and a changed table makes new ones. Number "
        "the holds of a customer 1 to 4 with `UNIQUE (customer_id, slot)`, and a constraint can count. Split the hot "
        "pool into ten rows, and a lock on one of them is cheap again.\n\n"
        "**Where it bites.** The figure that decides is the load times the time for which something is held: 300 "
        "a second times 5 ms is more than one, so the queue grows for as long as the rush lasts. At a tenth of the "
        "load all of it looks fine. Hence: measure how long your transactions stay open, per kind, before the Friday "
        "on which it matters."
    ),
)
