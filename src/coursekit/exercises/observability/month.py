"""Two houses' months, minute by minute: how many came to buy, and how many checkouts failed. Nothing is random."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

HOUR = 60
DAY = 24 * HOUR
MONTH = 30 * DAY
ORDINARY = 0.0002  # the share of checkouts that fail on an ordinary day

Count = Callable[[int], tuple[int, int]]


@dataclass(frozen=True)
class Incident:
    """A stretch of time with a share of failing checkouts of its own.

    Attributes:
        kind: fast, steady or slow for a burn; blip or quiet for what nobody should hear of.
        start: the first minute of it.
        end: the first minute after it.
        share: of the checkouts that fail, from 0 to 1.
        story: what happens, in a sentence.
    """

    kind: str
    start: int
    end: int
    share: float
    story: str


@dataclass(frozen=True)
class Month:
    """Thirty days of one house.

    Attributes:
        name: which house.
        traffic: checkouts a minute by hour of the day.
        incidents: burns that somebody has to hear of.
        harmless: what nobody has to hear of.
        quiet: the days (counted from 0) in whose nights hardly anybody comes.
    """

    name: str
    traffic: Sequence[int]
    incidents: tuple[Incident, ...]
    harmless: tuple[Incident, ...]
    quiet: tuple[int, ...] = field(default=())

    @cached_property
    def sums(self) -> tuple[list[int], list[int]]:
        """Failed and all checkouts since the beginning, before each minute and after the last."""
        came = [total for total in self.traffic for _ in range(HOUR)] * 30
        for day in self.quiet:
            came[day * DAY : day * DAY + 6 * HOUR] = [0] * (6 * HOUR)
            came[day * DAY + 190] = came[day * DAY + 193] = 1
        shares = [ORDINARY] * len(came)
        for incident in (*self.incidents, *self.harmless):
            shares[incident.start : incident.end] = [incident.share] * (incident.end - incident.start)
        owed, failed = 1e-9, []
        for total, share in zip(came, shares, strict=True):
            owed += share * total  # what is due, carried over until it is a whole checkout
            bad = int(owed)
            owed -= bad
            failed.append(bad)
        return [0, *accumulate(failed)], [0, *accumulate(came)]

    def count(self, end: int, minutes: int) -> tuple[int, int]:
        """Count the failed and all checkouts in the minutes before `end`; before the month there are none."""
        bad, total = self.sums
        start = max(0, end - minutes)
        return bad[end] - bad[start], total[end] - total[start]

    def calm(self, after: int) -> list[int]:
        """List the minutes that lie in no burn, nor less than `after` minutes behind one."""
        restless = {minute for incident in self.incidents for minute in range(incident.start, incident.end + after)}
        return [minute for minute in range(30 * DAY) if minute not in restless]

    def table(self, start: int, end: int, said: Sequence[str | None], every: int = 1) -> str:
        """Write what happened, `every` so many minutes a line, and what was said at the end of each."""
        rows = ["until           failed      of  said"]
        for minute in range(max(0, start), min(end, len(said)), every):
            bad, total = self.count(minute + 1, every)
            rows.append(f"{clock(minute):<15}{bad:>7}{total:>8}  {said[minute] or '-'}")
        return "\n".join(rows)


def replay(month: Month) -> Iterator[tuple[int, Count]]:
    """Go through a month.

    Args:
        month: which one.

    Yields:
        Each minute, and a function that counts (failed, all) checkouts in the last so many minutes, that one included.
        It raises ValueError if it is asked for anything but a whole number of minutes up to a month.
    """
    bad, total = month.sums
    for end in range(1, len(bad)):

        def count(minutes: int, end: int = end) -> tuple[int, int]:
            if not isinstance(minutes, int) or not 1 <= minutes <= MONTH:
                raise ValueError(f"count({minutes!r}): it takes whole minutes, from 1 to {MONTH:,}")
            start = end - minutes if end > minutes else 0
            return bad[end] - bad[start], total[end] - total[start]

        yield end - 1, count


def clock(minute: int) -> str:
    """Write a minute of the month as day and time, such as "day 3, 18:07"."""
    return f"day {minute // DAY + 1}, {minute % DAY // HOUR:02}:{minute % HOUR:02}"


def _at(day: int, hour: int, minute: int = 0) -> int:
    return (day - 1) * DAY + hour * HOUR + minute


def _burn(kind: str, start: int, minutes: int) -> Incident:
    share, story = _BURNS[kind]
    return Incident(kind, start, start + minutes, share, story)


_BURNS = {
    "fast": (1 / 3, "One checkout in three fails."),
    "steady": (0.02, "One checkout in fifty fails, for four hours."),
    "slow": (0.003, "Three checkouts in a thousand fail, for five days."),
    "blip": (0.4, "For one minute two checkouts in five failed, and then all was well."),
    "quiet": (0.5, "A quiet night: two people came, three minutes apart, and one of them could not pay."),
}

_SMALL = (6,) * 6 + (20,) * 2 + (60,) * 16
_LARGE = (300,) * 6 + (600,) * 2 + (1500,) * 16

MONTHS = (
    Month(
        "The small house",
        _SMALL,
        incidents=(
            _burn("fast", _at(10, 18, 7), 40),
            _burn("fast", _at(14, 3, 20), 40),
            _burn("steady", _at(18, 12), 4 * HOUR),
            _burn("slow", _at(22, 9), 5 * DAY),
        ),
        harmless=(
            _burn("quiet", _at(4, 3, 10), 4),
            _burn("blip", _at(6, 19, 30), 1),
        ),
        quiet=(3, 7),
    ),
    Month(
        "The large house",
        _LARGE,
        incidents=(
            _burn("slow", _at(8, 15), 5 * DAY),
            _burn("steady", _at(17, 20), 4 * HOUR),
            _burn("fast", _at(21, 17, 59), 25),
            _burn("fast", _at(25, 2, 11), 90),
        ),
        harmless=(_burn("blip", _at(5, 11, 44), 1), _burn("blip", _at(29, 18, 2), 1)),
    ),
)
