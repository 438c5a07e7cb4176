"""Diagnose black boxes: a leak, a cache, fragmentation or a peak. Judged by measuring, since all boxes look alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.leak_hunting.boxes import (
    KINDS,
    MOST_REQUESTS,
    SERVICES,
    SETTLED,
    Kind,
    Service,
    TooManyRequestsError,
)


@dataclass
class Look:
    """What the panel showed after so many requests."""

    requests: int
    live: int
    held: int
    peak: int

    def __str__(self) -> str:
        kilobytes = (f"{value / 1000:>7,.0f}" for value in (self.live, self.held, self.peak))
        return f"{self.requests:>8,}  {'  '.join(kilobytes)}"


def _diagnose(answer: ModuleType, service: Service) -> None:
    box = service.box()
    try:
        got = answer.classify(box)
    except TooManyRequestsError:
        raise Wrong(
            f"Your diagnosis asked one box for more than {MOST_REQUESTS:,} requests.",
            "How many does it take until every cache is full, and how many more until the slowest leak shows?",
        ) from None
    if got not in KINDS:
        raise Wrong(
            f"classify(box) returned {got!r}. It should return one of {', '.join(map(repr, KINDS))}.",
            "Which line of yours returns that, or is there none?",
        )
    if box.handled == 0:
        raise Wrong(
            f"classify(box) returned {got!r} without a single request. All boxes look alike before the first.",
            "What would the four do differently from one thousand requests to the next?",
        )
    if got == service.kind:
        return
    clause, question = _why(service, got, box.handled, box.looks)
    raise Wrong(
        f"{service.story} That is {_A[service.kind]}, and classify(box) called it {_A[got]}, after {box.handled:,} "
        f"requests. {clause}",
        question,
        evidence=_panel(service),
    )


def _why(service: Service, got: Kind, handled: int, looks: list[int]) -> tuple[str, str]:
    """Find what the answer can't have seen, or must have overlooked."""
    match service.kind, got:
        case "leak", "fragmentation":
            return (
                "Memory is held beyond what is live, and what is live grows.",
                "Which of the two will end the process?",
            )
        case "leak", "peak":
            return "The highest value comes from a burst; the end of it does not go back.", "Is `live` where it was?"
        case "leak", _ if handled <= 2 * SETTLED:
            return (
                "That is too few to tell a slow leak from work in progress.",
                "How much has the slowest leak left by then, beside the 32 kB that come and go?",
            )
        case "leak", _:
            return (
                "It has gone on growing, and work in progress may have come down meanwhile.",
                "What do two looks differ by, if both come after the warm-up?",
            )
        case "cache", "leak" if looks and looks[0] < service.full:
            return (
                f"Its first look came at request {looks[0]:,}, and the cache is full after {service.full:,}.",
                "What does a slope measure that begins before the service is warm?",
            )
        case "cache", "leak":
            return (
                "Its looks came after the cache was full: what they differ by is work in progress.",
                "By how much may `live` differ between two looks without being a leak?",
            )
        case "cache", "peak":
            return (
                "`live` has grown and stays; `peak` is less than four times `held`.",
                "Which row of the table is the first that fits?",
            )
        case "cache", _:
            return "What is held is in use.", "Which reading tells used memory from memory that is merely held?"
        case "fragmentation", "cache":
            return (
                "Hardly any of what is held is in use.",
                "Which reading would a cache raise, that fragmentation doesn't?",
            )
        case "fragmentation", "peak":
            return "The process has not given it back.", "Is `held` where it was before?"
        case "peak", "fragmentation" | "cache":
            return "It has given it back: only the highest value stays.", "Which reading remembers, and which doesn't?"
    return (
        "What is live has come back to where it was.",
        "Which reading did you follow, and what may it do between two looks without being a leak?",
    )


def _panel(service: Service) -> str:
    box, looks = service.box(), []
    for requests in (0, SETTLED, 1_000, 3_000):
        box.run(requests)
        looks.append(Look(box.handled, box.live, box.held, box.peak))
    return "\n".join(["requests  live kB  held kB  peak kB", *map(str, looks)])


def _all_of(kind: Kind, answer: ModuleType) -> None:
    for service in SERVICES:
        if service.kind == kind:
            _diagnose(answer, service)


_A = {"leak": "a leak", "cache": "a cache", "fragmentation": "fragmentation", "peak": "a peak"}

EXERCISE = Exercise(
    name="leak_cache_or_fragmentation",
    topic="leak_hunting",
    title="Leak, cache, fragmentation or peak?",
    level="decide",
    minutes=10,
    needs=("slope", "knee", "fragmentation", "peak", "resident set", "arena"),
    provides={"classify": ("box",)},
    demands=(
        Demand(
            "leaks",
            "Every leak is called `leak`: slow ones, those that come in bursts, and those beside a cache, reports or "
            "fragmentation.",
            partial(_all_of, "leak"),
        ),
        Demand("caches", "Every cache is called `cache`, however slowly it fills.", partial(_all_of, "cache")),
        Demand(
            "fragmentation",
            "Memory that is held and no longer used is called `fragmentation`.",
            partial(_all_of, "fragmentation"),
        ),
        Demand("peaks", "Memory that was taken and given back is called `peak`.", partial(_all_of, "peak")),
    ),
    hints=(
        "Write down for each of the four what `live`, `held` and `peak` do from request 1,000 to request 5,000, and "
        "how they stand to each other at the end. Which single question separates the first of them from the other "
        "three?",
        "A slope needs two looks, and both after the warm-up: before it, a cache that fills is a leak that fills. Then "
        "the distance between the looks has to be long enough for the slowest leak to outgrow the work in progress. "
        "50 bytes a request, times the distance, against 32 kB. The other three don't grow any more. They differ in "
        "how much of `held` is `live`, and in how much of `peak` is `held`.",
        "```python\n"
        "box.run(1_000)\n"
        "first = box.live\n"
        "box.run(4_000)\n"
        "if box.live - first > ...:\n"
        '    return "leak"\n'
        "if box.held > 5 * box.live:\n"
        "    return ...\n"
        "```\n\n"
        "The bound lies between what work in progress may do, 32 kB, and what the slowest leak does over this "
        "distance.",
    ),
    debrief=(
        "**The trade-off.** The slope experiment costs minutes of a load test, and answers the one question that "
        "decides what you do next: look for a holder, or not. A flame graph of a service with a cache shows you the "
        "cache.\n\n"
        "**A second way.** Many looks and a line through them (`statistics.linear_regression`), from the warm-up on, "
        "which averages the work in progress. On a real service plot live bytes, RSS and its highest value "
        "(`VmHWM`) beside each other; the picture has one of these four shapes.\n\n"
        "**Where it bites.** Each has its own remedy, and none of the others helps. A leak needs its holder found; a "
        "cache a bound, or more memory; fragmentation another allocation pattern, a recycled worker, or an allocator "
        "that packs; a peak a smaller batch. A restart 'helps' against all four, which is why it proves nothing."
    ),
)
