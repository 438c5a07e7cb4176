"""Count across restarts: the increase of a counter that starts again from zero, and the rate of six pods together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong

Samples = Sequence[tuple[float, float | None]]

STEP = 15.0  # seconds from scrape to scrape


def _increase(samples: Samples) -> float:
    """What is right: after a reset, all that the counter shows was counted since."""
    values = [value for _, value in samples if value is not None]
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def _restart(answer: ModuleType) -> None:
    for values in ((3, 3, 8), (5, 9, 2, 4), (7, 0, 0, 5), (20, 26, 1, 9, 3, 3, 30), (6, 6), (9, 2, 9), (100, 95)):
        _one(answer, _scraped(values))


def _gaps(answer: ModuleType) -> None:
    for values in (
        (5, None, 9),
        (None, 4, None, None, 1, 6),
        (None, None),
        (8, 12, None),
        (),
        (3,),
        (None, 7),
        (0, None, 5),
    ):
        _one(answer, _scraped(values))


def _pods(answer: ModuleType) -> None:
    rollout = {
        "a": _scraped((100, 160, 220, 280, 340)),
        "b": _scraped((900, 960, 20, 80, 140)),
        "c": _scraped((40, None, 160, 220, 280)),
        "d": _scraped((700, 760, None, 30, 90)),
        "e": _scraped((None, None, None, 1000, 1060)),
        "f": _scraped((2000, 2060, 2120, 2180, 2240))[2:],
    }
    calm = {"a": _scraped((10, 20, 30)), "b": _scraped((5, 5, 5))}
    for pods, seconds in ((calm, 30.0), (rollout, 60.0), (rollout, 120.0), ({}, 60.0), ({"a": _scraped((9, 4))}, 15.0)):
        got = answer.rate(pods, seconds)
        right = sum(_increase(samples) for samples in pods.values()) / seconds
        if not _same(got, right):
            cause, question = _cause_of_rate(got, pods, seconds)
            raise Wrong(
                f"{len(pods)} {'pod' if len(pods) == 1 else 'pods'}, {seconds:g} s. `rate` returned {_number(got)} per "
                f"second; expected was {right:.4g}. {cause}".rstrip(),
                question,
                evidence=_table(pods),
            )


def _one(answer: ModuleType, samples: Samples) -> None:
    got, right = answer.increase(samples), _increase(samples)
    if _same(got, right):
        return
    shown = [None if value is None else int(value) for _, value in samples]
    cause, question = _cause_of_increase(got, [value for _, value in samples])
    raise Wrong(
        f"The scrapes of one counter gave {shown}. `increase` returned {_number(got)}; expected was {right:g}. "
        f"{cause}".rstrip(),
        question,
    )


def _cause_of_increase(got: object, scraped: Sequence[float | None]) -> tuple[str, str]:
    """Recognise what was computed instead."""
    values = [value for value in scraped if value is not None]
    steps = [after - before for before, after in pairwise(values)]
    as_zero = _increase(_scraped([value or 0 for value in scraped]))
    if None in scraped and (_same(got, as_zero) or got is None):
        return (
            "A scrape that failed was taken for a counter at zero.",
            "What does a failed scrape say about the counter in the pod?",
        )
    if 0 in values and _same(got, _increase(_scraped([value or None for value in scraped]))):
        return (
            "A counter that stood at 0 was taken for a scrape that failed.",
            "What is the difference between None and 0, and which of your lines sees it?",
        )
    if _same(got, sum(max(step, 0) for step in steps)):
        return (
            "The step down was counted as nothing, and with it what the counter had reached again by the next scrape.",
            "The counter began again at zero: what has happened since, if it shows 2?",
        )
    if _same(got, sum(map(abs, steps))):
        return (
            "The size of the step down was counted as if it were events.",
            "What happens to a counter in a process that ends?",
        )
    if values and _same(got, _increase(_scraped(values)) + values[0]):
        return (
            f"The first value, {values[0]:g}, was counted as well; what it says happened before the first scrape.",
            "From which moment on can these scrapes tell what has happened?",
        )
    if values and _same(got, values[-1] - values[0]):
        return (
            "That is the last value minus the first, as if the pod had never restarted.",
            "How can a counter fall, and what of it is then forgotten?",
        )
    if values and _same(got, max(values) - min(values)):
        return (
            "That is the highest value minus the lowest, whichever came first.",
            "In which order did the counter show them?",
        )
    if isinstance(got, float) and got != got:
        return "NaN is contagious: the sum over all pods becomes NaN too.", "How many events do these scrapes show?"
    return "", "Which pairs of neighbouring scrapes does it look at, and what does it take from each?"


def _cause_of_rate(got: object, pods: Mapping[str, Samples], seconds: float) -> tuple[str, str]:
    """Recognise an aggregation in the wrong order, or another divisor."""
    scrapes = sorted({at for samples in pods.values() for at, _ in samples})
    table = [[dict(samples).get(at) for samples in pods.values()] for at in scrapes]
    summed = [(0.0, sum(value or 0 for value in row)) for row in table]
    increases = [_increase(samples) for samples in pods.values()]
    seen = [[value for _, value in samples if value is not None] for samples in pods.values()]
    late = [values[0] for values, first in zip(seen, table[0] if table else [], strict=False) if first is None]
    if _same(got, _increase(summed) / seconds):
        return (
            "That is what you get if the pods are added up first, and the increase is taken of the sum.",
            "What does a restart look like in the sum of six pods, and what in the pod's own counter?",
        )
    if _same(got, sum(increases)):
        return f"That is the increase in {seconds:g} s, not in one.", "What is the unit of a rate?"
    if pods and _same(got, sum(increases) / seconds / len(pods)):
        return (
            "That is the average pod; the question is how much all of them do together.",
            "If Curtain adds a pod and sells as much as before, what should happen to the rate?",
        )
    some = [chosen for size in range(1, len(late) + 1) for chosen in combinations(late, size)]
    if any(_same(got, (sum(increases) + sum(chosen)) / seconds) for chosen in some):
        return (
            "A pod that is seen for the first time in the middle was counted with all it had; it may have been running "
            "for days.",
            "What do the scrapes tell about the time before a pod's first value?",
        )
    alone = [(_increase(s), [at for at, value in s if value is not None]) for s in pods.values()]
    if _same(got, sum(total / (at[-1] - at[0]) for total, at in alone if len(at) > 1)):
        return (
            "Each pod was divided by the time in which it was seen itself, so that one that came late counts as if it "
            "had been there all along.",
            "How long is the window, and is it another one for each pod?",
        )
    return "", "What does each pod contribute, and what is the sum divided by?"


def _scraped(values: Sequence[float | None]) -> Samples:
    return [(index * STEP, None if value is None else float(value)) for index, value in enumerate(values)]


def _same(got: object, right: float) -> bool:
    return isinstance(got, int | float) and abs(got - right) <= 1e-9 * max(1.0, abs(right))


def _number(got: object) -> str:
    return f"{got:g}" if isinstance(got, int | float) else repr(got)


def _table(pods: Mapping[str, Samples]) -> str:
    scrapes = sorted({at for samples in pods.values() for at, _ in samples})
    rows = [f"{name}  " + " ".join(f"{_cell(samples, at):>5}" for at in scrapes) for name, samples in pods.items()]
    return "\n".join(["pod, a column a scrape, - where it failed or there was no pod yet", *rows])


def _cell(samples: Samples, at: float) -> str:
    value = dict(samples).get(at)
    return "-" if value is None else f"{value:g}"


EXERCISE = Exercise(
    name="rate_across_restart",
    topic="observability",
    title="Count across restarts",
    level="build",
    minutes=5,
    needs=("scrape", "series"),
    provides={"increase": ("samples",), "rate": ("pods", "seconds")},
    demands=(
        Demand(
            "restart",
            "`increase` counts what happened between the first scrape and the last, restarts or not: 5, 9, 2, 4 is 8.",
            _restart,
        ),
        Demand(
            "gaps",
            "A failed scrape says nothing: 5, None, 9 is 4. The first value is where counting begins, not something "
            "that has happened; with fewer than two values the increase is 0.",
            _gaps,
        ),
        Demand(
            "pods",
            "`rate` is what all pods do together in one second, whichever of them restart, fail to answer, or are seen "
            "for the first time on the way.",
            _pods,
        ),
    ),
    hints=(
        "Take 5, 9, 2, 4 and go from scrape to scrape with a pencil. How many tickets were sold between the first two, "
        "how many between the last two, and what do you know of the two in the middle?",
        "A counter only falls when its process has started again, and then it started from zero. So a step up counts "
        "as the difference, and a step down counts as the value after it. That can only be seen in a pod's own "
        "counter: in the sum of six pods, one restart is hidden by what the others sell, or looks like a restart of "
        "all six.",
        "```python\n"
        "values = [value for _, value in samples if value is not None]\n"
        "for before, after in pairwise(values):\n"
        "    total += ... if after >= before else ...\n"
        "```\n\n"
        "`rate` calls `increase` for each pod, adds up, and divides by the seconds.",
    ),
    debrief=(
        "**The trade-off.** A counter that is read now and then forgives missed scrapes: the next value makes up for "
        "them. What it cannot show is what a pod sold between its last scrape and its end; and a pod that restarts and "
        "passes its old value between two scrapes looks as if it had never stopped. Both cost little as long as "
        "scrapes come more often than restarts.\n\n"
        "**What Prometheus does.** `increase()` and `rate()` treat resets just like this, and they also take the first "
        "sample for a starting point. Then they extrapolate: the samples rarely lie on the edges of the window, so the "
        "increase is stretched to the window's full length (by half an interval at most where the series seems to "
        "begin or end inside it). For 5, 9, 2, 4 in one minute, `increase()` says 10.67. Prometheus 3 has modifiers "
        "for ranges that do without, `anchored` and `smoothed`, at first behind a feature flag.\n\n"
        "**Where it bites.** `rate(sum(...))` is not PromQL, but `rate(a_recorded_sum[5m])` is: a recording rule that "
        "adds up first brings it back. Always `sum(rate(...))`. And since a series' first value counts as nothing, the "
        "first failure of a pod, the step from no series to 1, is invisible: create the label values with 0 at the "
        "start, `FAILED.labels('card')`, before anything has failed."
    ),
)
