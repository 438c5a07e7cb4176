"""Decide for six collaborators how a checkout gets at each; judged by four scenarios played with what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.dependency_injection.decisions import COLLABORATORS, SCENARIOS, WAYS, try_out

MOST_PORTS = 3


def _complete(answer: ModuleType) -> None:
    ways: Any = answer.WAYS
    if not isinstance(ways, Mapping):
        raise Wrong(
            f"`WAYS` is bound to a value of type `{type(ways).__name__}`. It should be a dict: a collaborator's name, "
            "then a way.",
            "What does the task's first row look like as a dict entry?",
        )
    if missing := [name for name in COLLABORATORS if name not in ways]:
        raise Wrong(f"`WAYS` says nothing of {_list(missing)}.", "How does the checkout get at it?")
    if unknown := [name for name in ways if name not in COLLABORATORS]:
        raise Wrong(
            f"`WAYS` has an entry {unknown[0]!r}. The collaborators are {_list(COLLABORATORS)}.", "Which one is meant?"
        )
    for name in COLLABORATORS:
        if ways[name] not in tuple(WAYS):
            raise Wrong(
                f"The entry for {name} is {ways[name]!r}. The ways are {_list(WAYS)}.", "Which one comes closest?"
            )


def _playable(answer: ModuleType) -> None:
    report = try_out(answer.WAYS)
    if not report.obstacles:
        return
    name, obstacle = next(iter(report.obstacles.items()))
    if report.pieces == 0:
        message = f"Nothing is handed in, so a test can only take what is there. Already in {name}, {obstacle}."
    else:
        message = f"The scenario {name} can't be played: {obstacle}. ({SCENARIOS[name][0]})"
    question = _QUESTIONS[name]
    if len(report.obstacles) > 1:
        question = f"{len(report.obstacles)} of the four scenarios can't be played. Which collaborator is in the way?"
    raise Wrong(message, question, evidence=str(report))


def _few_ports(answer: ModuleType) -> None:
    report = try_out(answer.WAYS)
    if len(report.ports) > MOST_PORTS:
        raise Wrong(
            f"All four scenarios can be played, with {len(report.ports)} ports: {_list(report.ports)}. Allowed are "
            f"{MOST_PORTS}.",
            "Which of them has nothing to do but hand over a value that its caller might as well have brought along?",
            evidence=str(report),
        )


def _ports_pay(answer: ModuleType) -> None:
    report = try_out(answer.WAYS)
    for name in report.ports:
        without = try_out({**answer.WAYS, name: "import"})
        if not without.obstacles:
            raise Wrong(
                f"{name} is a port. With an import in its place the same four scenarios can be played, and "
                f"{report.pieces - without.pieces} things less are to be written and kept.",
                "What would a fake of it do that the real one doesn't?",
                evidence=f"with an import in its place:\n{without}",
            )


def _list(names: Iterable[str]) -> str:
    *rest, last = map(str, names)
    return f"{', '.join(rest)} and {last}" if rest else last


_QUESTIONS = {
    "opening": "Who could tell the checkout what time it is?",
    "lost_reply": "What has to happen in the middle of the call, and depends on what the checkout has decided by then?",
    "order_first": "What has to happen in the middle of the call, and may fail there?",
    "munich": "How would the second theatre, in the same process, get a fee of its own?",
}

EXERCISE = Exercise(
    name="how_much_injection",
    topic="dependency_injection",
    title="How much injection?",
    level="decide",
    minutes=8,
    needs=("port", "fake", "contract", "composition root"),
    provides={"WAYS": None},
    demands=(
        Demand(
            "complete", "`WAYS` has one entry for each collaborator: its way, by the names in the tables.", _complete
        ),
        Demand("playable", "All four scenarios can be played, without a network, a database or a wait.", _playable),
        Demand("few_ports", "Three ports at the most.", _few_ports),
        Demand(
            "ports_pay",
            "No port that could as well be an import: without it some scenario could not be played.",
            _ports_pay,
        ),
    ),
    hints=(
        "Ask three things of each collaborator. Does it act on the world? Does its answer depend on what the checkout "
        "has done so far in this call? Is it the same everywhere and at any time?\n\n"
        "You can look before you decide: `print(try_out({...}))`.",
        "What acts on the world in the middle of the call, and may fail there, has to be replaceable as a thing that "
        "is called: a port. What is known before the call begins is a value, and a value needs no interface: it can be "
        "an argument. What gives the same result for the same input can stay where it is; a test that replaces it "
        "tests less. And what only listens can be listened to: the standard library's logging has handlers.",
        "The shape, for collaborators that are not in the table:\n\n"
        "```python\n"
        'WAYS = {"printer": "port", "seat_map": "argument", "json": "import"}\n'
        "```\n\n"
        "Two of the six act on the world, and no scenario can be played without fakes of them. One has a say in when, "
        "one in how much; both can be known before the call. Two can stay imports.",
    ),
    debrief=(
        "**The trade-off.** An argument is the cheapest injection there is: no interface, no fake, nothing to keep in "
        "step. It costs a parameter in every call on the way, so at a depth of five somebody will want a port, or an "
        "object that holds the value. A port costs four things that have to be kept true for as long as the service "
        "lives.\n\n"
        "**A second way.** Turn it around: a core that takes values and returns decisions (*charge 9,000 cents under "
        "this key*), and a thin shell that carries them out. Then even the gateway is no collaborator of the core, "
        "and the core's tests need no fake at all. The order of the effects moves into the shell, and has to be tested "
        "there.\n\n"
        "**Where it bites.** A port with one implementation and no fake is a second name for the same thing: one more "
        "jump for everybody who looks for the bug at night. When you find one, inline it. It is easier to add a port "
        "when the second implementation arrives than to live with a guess at what it will need."
    ),
)
