"""Decide when to wake somebody: an alert on the error budget, judged on a month on a virtual clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.observability.month import DAY, HOUR, MONTHS, Incident, Month, clock, replay

FAST_WITHIN = 5  # minutes from the start of a fast burn to the page
STEADY_WITHIN = HOUR
SLOW_WITHIN = 36 * HOUR
PAGE_ENDS_WITHIN = 45
TICKET_ENDS_WITHIN = 12 * HOUR


@dataclass
class Bench:
    """An answer and what it says in each minute of each month, asked for once."""

    answer: ModuleType

    @cached_property
    def said(self) -> list[tuple[Month, list[str | None]]]:
        """Replay the months."""
        return [(month, list(_ask(self.answer, month))) for month in MONTHS]

    def incidents(self, kind: str) -> Iterator[tuple[Month, Incident, list[str | None]]]:
        """Give all incidents of a kind, with what the answer said in their month."""
        for month, said in self.said:
            for incident in month.incidents:
                if incident.kind == kind:
                    yield month, incident, said


@contextmanager
def _bench(answer: ModuleType) -> Iterator[Bench]:
    yield Bench(answer)


def _ask(answer: ModuleType, month: Month) -> Iterator[str | None]:
    for minute, count in replay(month):
        try:
            said = answer.alert(count)
        except ZeroDivisionError as error:
            raise Wrong(
                f"{month.name}, {clock(minute)}: `alert` divided by zero. Nobody had tried to buy a ticket in the "
                "window that it looked at.",
                "What share of no requests has failed, and is that a reason to wake somebody?",
            ) from error
        if said not in (None, "page", "ticket"):
            raise Wrong(
                f"{month.name}, {clock(minute)}: `alert` returned {said!r}. It should be 'page', 'ticket' or None.",
                "Which three things can it say?",
            )
        yield said


def _fast(bench: Bench) -> None:
    for month, incident, said in bench.incidents("fast"):
        first = _first(said, "page", incident.start, incident.end + HOUR)
        late = None if first is None else first - incident.start
        if late is None or late > FAST_WITHIN:
            when = "nobody was paged" if late is None else f"the page came after {late} minutes"
            raise Wrong(
                f"{month.name}, {clock(incident.start)}: {incident.story} {_sentence(when)}; expected was "
                f"{FAST_WITHIN} minutes at the most. {_tempo(month, incident, late)}",
                "How many minutes of such a burn does your rule need until it says so, by your own arithmetic?",
                evidence=month.table(incident.start - 2, incident.start + 10, said),
            )
        gap = next((minute for minute in range(first or 0, incident.end) if said[minute] != "page"), None)
        if gap is not None:
            raise Wrong(
                f"{month.name}, {clock(gap)}: the page was gone while the burn went on. {incident.story}",
                "Who would look at the incident again, and what does an alert that comes and goes do to them?",
                evidence=month.table(gap - 5, gap + 5, said),
            )


def _steady(bench: Bench) -> None:
    for month, incident, said in bench.incidents("steady"):
        first = _first(said, "page", incident.start, incident.end)
        if first is None or first - incident.start > STEADY_WITHIN:
            when = "Nobody was paged" if first is None else f"The page came after {first - incident.start} minutes"
            raise Wrong(
                f"{month.name}, {clock(incident.start)}: {incident.story} {when}; expected was an hour at the most. At "
                "this rate the budget of 30 days is gone in a day and a half.",
                "How many times faster than allowed does it burn, and which of your windows would show that?",
                evidence=month.table(incident.start - 5, incident.start + 70, said, every=5),
            )


def _slow(bench: Bench) -> None:
    for month, incident, said in bench.incidents("slow"):
        paged = _first(said, "page", incident.start, incident.end)
        if paged is not None:
            raise Wrong(
                f"{month.name}, {clock(paged)}: somebody was paged. {incident.story} The budget of 30 days lasts for "
                "another week.",
                "Is there anything that has to be done before breakfast?",
                evidence=month.table(paged - 5, paged + 5, said),
            )
        first = _first(said, "ticket", incident.start, incident.end)
        if first is None or first - incident.start > SLOW_WITHIN:
            when = "No ticket was written" if first is None else f"The ticket came on {clock(first)}"
            raise Wrong(
                f"{month.name}, from {clock(incident.start)} on: {incident.story} {when}; expected was a day and a "
                "half at the most. Nobody notices such a burn, and it takes the whole budget in ten days.",
                "In which window does this burn stand out from an ordinary day, and from one bad minute?",
                evidence=month.table(incident.start, incident.start + 2 * DAY, said, every=6 * HOUR),
            )


def _silence(bench: Bench) -> None:
    for month, said in bench.said:
        for minute in month.calm(TICKET_ENDS_WITHIN):
            word = said[minute]
            if word is None:
                continue
            near = next((i for i in month.harmless if i.start <= minute < i.end + 6 * HOUR), None)
            story = near.story if near else "An ordinary day: two checkouts in ten thousand fail."
            verb = "somebody was paged" if word == "page" else "a ticket was written"
            raise Wrong(
                f"{month.name}, {clock(minute)}: {verb}. {story}",
                _QUESTIONS[near.kind if near else "ordinary"],
                evidence=month.table((near.start if near else minute) - 3, minute + 5, said),
            )


def _recovery(bench: Bench) -> None:
    for kind, word, limit, text in (
        ("fast", "page", PAGE_ENDS_WITHIN, "three quarters of an hour"),
        ("steady", "page", PAGE_ENDS_WITHIN, "three quarters of an hour"),
        ("slow", "ticket", TICKET_ENDS_WITHIN, "twelve hours"),
    ):
        for month, incident, said in bench.incidents(kind):
            start = incident.end + limit
            last = next((minute for minute in range(start, start + 6 * HOUR) if said[minute] in (word, "page")), None)
            if last is None:
                continue
            until = next((minute for minute in range(last, len(said)) if said[minute] not in (word, "page")), None)
            lasted = "is never taken back" if until is None else f"stays until {clock(until)}"
            raise Wrong(
                f"{month.name}: the burn that began on {clock(incident.start)} was over on {clock(incident.end)}, and "
                f"the {word} {lasted}; expected was {text} at the most.",
                "Which of your windows still holds the incident, and which one would show that it is over?",
                evidence=month.table(incident.end - 5, incident.end + 30, said, every=5),
            )


def _first(said: Sequence[str | None], word: str, start: int, end: int) -> int | None:
    return next((minute for minute in range(start, min(end, len(said))) if said[minute] == word), None)


def _tempo(month: Month, incident: Incident, late: int | None) -> str:
    """Say what a rule that needs more requests, or more time, has overlooked."""
    bad, total = month.count(incident.start + FAST_WITHIN, FAST_WITHIN)
    return f"In its first {FAST_WITHIN} minutes {bad} of {total} checkouts failed."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


_QUESTIONS = {
    "blip": "How much of the month's budget has gone, and is it still going by the time somebody is awake?",
    "quiet": "What is one error of two worth, if the budget allows one in a thousand?",
    "ordinary": "How far is this from the objective?",
}


EXERCISE = Exercise(
    name="burn_rate_alert",
    topic="observability",
    title="When to wake somebody",
    level="decide",
    minutes=18,
    needs=("burn rate", "error budget"),
    provides={"alert": ("count",)},
    bench=_bench,
    demands=(
        Demand(
            "fast",
            "Fast burn: one checkout in three fails. `'page'` within 5 minutes, by day and by night, and until it is "
            "over.",
            _fast,
        ),
        Demand(
            "steady", "Steady burn: one in fifty fails, for four hours of the day. `'page'` within an hour.", _steady
        ),
        Demand(
            "recovery",
            "Recovery: a page ends within 45 minutes after the burn, a ticket within 12 hours.",
            _recovery,
        ),
        Demand(
            "slow",
            "Slow burn: three in a thousand fail, for five days. `'ticket'` within a day and a half, and no page.",
            _slow,
        ),
        Demand(
            "silence",
            "Silence, `None`, on ordinary days, after a blip (one minute in which two in five fail), and in a quiet "
            "night (two checkouts, one fails).",
            _silence,
        ),
    ),
    hints=(
        "The budget is one in a thousand. How many times faster than that does each of the three burns spend it? And "
        "for how long must each go on until two per cent of a month's budget are gone?",
        "One window cannot do it. A long one knows whether enough of the budget has gone to bother anybody, but it "
        "remembers an incident long after it is over. A short one knows whether it still goes on, but takes a blip for "
        "a disaster. Together, with `and`, each makes up for the other's fault. Then the same again, with longer "
        "windows and a lower threshold, for the ticket. And a share of next to nothing is no share.",
        "```python\n"
        "def burning(minutes, times):\n"
        "    bad, total = count(minutes)\n"
        "    return total >= ... and bad / total > times * 0.001\n"
        "\n"
        "if burning(60, 14.4) and burning(5, 14.4): ...\n"
        "```\n\n"
        "14.4 times for an hour is two per cent of a month's budget. The SRE Workbook's ticket looks at three days and "
        "six hours, at the budget's own speed.",
    ),
    debrief=(
        "**The trade-off.** Every pair of windows fixes three things at once: how soon the alert comes, how much of "
        "the budget is gone by then, and how soon it ends. A lower threshold comes earlier and more often in vain. The "
        "thresholds are no law: they follow from how much budget you would spend before somebody gets up.\n\n"
        "**A second way.** For a house with little traffic, no share works: between two and ten requests everything is "
        "noise. Count failures over a longer window, send artificial checkouts of your own, so that there is always "
        "something to measure, or put small services under one objective. And where money is at stake at once, a "
        "probe that buys a ticket each minute sees what a ratio cannot: that nobody comes any more.\n\n"
        "**Where it bites.** An outage at the load balancer leaves no requests to fail: the ratio of nothing is "
        "silence. Alert on missing traffic as well, or on the metric's absence. And whoever counts a refusal such as "
        "'sold out' as an error will be woken each time a concert sells well."
    ),
)
