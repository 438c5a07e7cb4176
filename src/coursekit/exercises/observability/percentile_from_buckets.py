"""A percentile from buckets: p99 over several pods, as exactly as the buckets allow and not more."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong

Buckets = Mapping[float, int]

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COARSE = (0.1, 0.5, 2.5, 10.0)


@dataclass(frozen=True)
class Scene:
    """What the pods' requests really took, each given as (seconds, how many), and the buckets they are counted in."""

    story: str
    pods: tuple[tuple[tuple[float, int], ...], ...]
    bounds: tuple[tuple[float, ...], ...] = ()
    shuffled: bool = False

    def scraped(self) -> list[Buckets]:
        """Give each pod's cumulative buckets."""
        layouts = self.bounds or (BOUNDS,) * len(self.pods)
        pods = [_count(pod, bounds) for pod, bounds in zip(self.pods, layouts, strict=True)]
        # As text, "10.0" comes before "2.5".
        return [dict(sorted(pod.items(), key=lambda item: str(item[0]))) for pod in pods] if self.shuffled else pods


FAST, SLOW = ((0.08, 9_000), (0.2, 980), (0.4, 20)), ((0.3, 40), (3.0, 160))
BUSY_AND_IDLE = Scene("Two busy pods and one that is nearly idle and slow.", (FAST, FAST, ((0.3, 4), (7.0, 6))))
ALONE = Scene("One pod.", (((0.07, 700), (0.3, 280), (0.8, 20)),))
TWENTY = Scene("One pod that has served twenty.", (((0.08, 19), (0.7, 1)),))
ALIKE = Scene("Three pods alike.", (((0.2, 900), (0.4, 60), (2.0, 40)),) * 3)
ONE_SLOW = Scene(
    "Two fast pods, and a slow one with a third of the requests.", (FAST, FAST, ((0.3, 2_000), (3.0, 8_000)))
)
NEW_POD = Scene("Two pods, and one that has just started and served nobody.", (SLOW, SLOW, ()))
UNSORTED = Scene(
    "Three pods; the buckets come in the order of their text.", (FAST, ((0.3, 400), (3.0, 1_600)), FAST), shuffled=True
)
TIMEOUTS = Scene("Three pods; one request in fifty takes 30 s.", (((0.2, 980), (30.0, 20)),) * 3)
NO_REQUESTS = Scene("Three pods that have served nobody.", ((), (), ()))
ROLLOUT = Scene(
    "A rollout: the new pod has fewer buckets.",
    (((0.2, 950), (0.7, 50)), ((0.2, 950), (0.7, 50)), ((0.2, 900), (0.7, 100))),
    (BOUNDS, BOUNDS, COARSE),
)
NEW_BOUNDS = Scene(
    "A rollout: the new pods have other buckets.",
    (((0.07, 950), (0.3, 50)), ((0.03, 400), (1.5, 600)), ((0.03, 400), (1.5, 600))),
    (BOUNDS, (0.04, 0.5, 2.0, 10.0), (0.04, 0.5, 2.0, 10.0)),
)


def _count(pod: Sequence[tuple[float, int]], bounds: Sequence[float]) -> Buckets:
    return {bound: sum(number for took, number in pod if took <= bound) for bound in (*bounds, math.inf)}


def _bucket(q: float, pods: Sequence[Buckets]) -> tuple[float, float]:
    """What is right: the narrowest bucket that all pods share and that holds the quantile."""
    bounds = sorted(set(pods[0]).intersection(*pods))
    counts = [sum(pod[bound] for pod in pods) for bound in bounds]
    index = bisect_left(counts, q * counts[-1])
    return (bounds[index - 1] if index else 0.0), bounds[index]


def _check(scenes: Sequence[Scene], quantiles: Sequence[float], answer: ModuleType) -> None:
    for scene in scenes:
        for q in quantiles:
            pods = scene.scraped()
            low, high = _bucket(q, pods)
            got = _call(answer, q, scene)
            if isinstance(got, int | float) and low <= got <= high and (high < math.inf or got == high):
                continue
            cause, question = _cause(got, q, pods, (low, high))
            raise Wrong(
                f"{scene.story} `quantile({q}, pods)` returned {_seconds(got)}. {_request(q)} took "
                f"{_between(low, high)}. {cause}".rstrip(),
                question,
                evidence=_table(pods),
            )


def _nobody(answer: ModuleType) -> None:
    got = _call(answer, 0.99, NO_REQUESTS)
    if not (isinstance(got, float) and math.isnan(got)):
        raise Wrong(
            f"{NO_REQUESTS.story} `quantile(0.99, pods)` returned {_seconds(got)}; expected was NaN.",
            "Which of no requests is slower than 99 % of them?",
            evidence=_table(NO_REQUESTS.scraped()),
        )


def _call(answer: ModuleType, q: float, scene: Scene) -> object:
    try:
        got: object = answer.quantile(q, scene.scraped())
    except (ZeroDivisionError, IndexError, StopIteration, ValueError) as error:
        if any(pod[math.inf] == 0 for pod in scene.scraped()):
            raise Wrong(
                f"{scene.story} `quantile({q}, pods)` raised {type(error).__name__}.",
                "What is there to divide by, or to choose from, where nobody was served?",
                evidence=_table(scene.scraped()),
            ) from error
        raise
    except KeyError as error:
        if scene.bounds:
            raise Wrong(
                f"{scene.story} `quantile({q}, pods)` raised KeyError: it asked a pod for a bound that only another "
                "one has.",
                "Which bounds can be added up over all pods?",
                evidence=_table(scene.scraped()),
            ) from error
        raise
    return got


def _cause(got: object, q: float, pods: Sequence[Buckets], right: tuple[float, float]) -> tuple[str, str]:
    """Recognise what was computed instead."""
    low, high = right
    if not isinstance(got, int | float):
        return "That is no number.", "What does the function return on this way out?"
    layouts = [[pod for pod in pods if set(pod) == bounds] for bounds in map(set, pods)]
    if min(map(len, layouts)) < len(pods):
        if any(_within(got, _bucket(q, alike)) for alike in layouts):
            return (
                "That is the percentile of those pods alone that have the same buckets; the others' requests are left "
                "out.",
                "What do the other pods know about these requests as well?",
            )
        return (
            "The pods have different buckets, and at a bound that one of them lacks nobody knows how many of its "
            "requests were faster. A sum over the other pods is too small there.",
            "At which bounds is it known of every pod how many requests were faster?",
        )
    if list(pods[0]) != sorted(pods[0]):
        return (
            "A bucket that comes first in this order need not be the narrowest one.",
            "In which order are the bounds looked at?",
        )
    total = sum(pod[math.inf] for pod in pods)
    if high < got == math.inf:
        return (
            f"All {total} requests took at most {high:g} s: the bucket's count is equal to the place and need not be "
            "above it.",
            "In which bucket is the last of them?",
        )
    if len(pods) == 1 and int(q * total) < q * total and _within(got, _bucket(int(q * total) / total, pods)):
        return (
            f"{q:.0%} of {total} requests are {q * total:g}, and the bucket that was chosen holds {int(q * total)} of "
            "them: too few.",
            "Which way is the place to be rounded, if at all?",
        )
    served = [pod for pod in pods if pod[math.inf]]
    each = [_bucket(q, [pod]) for pod in served]
    if low == got == max(bound for bound in pods[0] if bound < math.inf):
        return (
            "No bound above it is finite: all that is known is that it took longer than the last one. A dashboard that "
            "shows that bound looks as if nothing had become worse.",
            "Which value says 'longer than anything that I can measure'?",
        )
    finite = [{bound: count for bound, count in pod.items() if bound < math.inf} for pod in pods]
    if len(each) > 1 and _within(got, [max(pair) for pair in zip(*each, strict=True)]):
        return (
            "That is the slowest pod's own percentile, whether it serves ten requests or ten thousand.",
            "How many requests does each pod contribute to the slowest hundredth of all?",
        )
    if len(each) > 1 and _within(got, [sum(pair) / len(each) for pair in zip(*each, strict=True)]):
        return (
            "That is about the average of the pods' own percentiles, which is a percentile of nothing.",
            "What could be added up over the pods without losing anything?",
        )
    if len(each) > 1 and any(_within(got, pair) for pair in each):
        return (
            "That is one pod's own percentile, not that of all requests.",
            "Which pods does the count look at?",
        )
    if _within(got, _bucket(q, [_running(pods)])):
        return (
            "That comes out if the buckets are added up once more; each of them already holds all faster requests.",
            "How many requests were faster than 0.25 s, according to the first pod?",
        )
    if _within(got, _bucket(q, [{**pod, math.inf: max(pod.values())} for pod in finite])):
        return (
            "That comes out if the requests in the last bucket, +Inf, are not counted among all.",
            "How many requests were there in total?",
        )
    return (
        "",
        "How many requests are there, at which place in their order is the one you look for, and in which bucket?",
    )


def _running(pods: Sequence[Buckets]) -> Buckets:
    total, counts = 0, {}
    for bound in sorted(pods[0]):
        total += sum(pod[bound] for pod in pods)
        counts[bound] = total
    return counts


def _within(got: float, bounds: Sequence[float]) -> bool:
    return bounds[0] <= got <= bounds[-1]


def _between(low: float, high: float) -> str:
    return f"longer than {low:g} s" if high == math.inf else f"between {low:g} s and {high:g} s"


def _request(q: float) -> str:
    return "The slowest request" if q == 1 else f"The request that is slower than {q:.0%} of all"


def _seconds(got: object) -> str:
    return f"{got:.4g}" if isinstance(got, int | float) else repr(got)


def _table(pods: Sequence[Buckets]) -> str:
    bounds = sorted({bound for pod in pods for bound in pod})
    head = "     le" + "".join(f"{'+Inf' if bound == math.inf else f'{bound:g}':>8}" for bound in bounds)
    rows = [
        f"pod {number:>3}" + "".join(f"{pod.get(bound, '-'):>8}" for bound in bounds)
        for number, pod in enumerate(pods, start=1)
    ]
    return "\n".join([head, *rows])


EXERCISE = Exercise(
    name="percentile_from_buckets",
    topic="observability",
    title="A percentile from buckets",
    level="build",
    minutes=8,
    needs=("histogram", "p99"),
    provides={"quantile": ("q", "pods")},
    demands=(
        Demand(
            "one",
            "For one pod, or several that are alike, the result lies in the bucket that holds the quantile.",
            partial(_check, (ALONE, TWENTY, ALIKE), (0.5, 0.97, 0.99, 1.0)),
        ),
        Demand(
            "several",
            "For several pods it is the quantile of all their requests, however unlike the pods are and in whatever "
            "order their buckets come.",
            partial(_check, (BUSY_AND_IDLE, ONE_SLOW, NEW_POD, UNSORTED), (0.5, 0.9, 0.99)),
        ),
        Demand(
            "beyond",
            "If it lies beyond the last finite bound, the result is `math.inf`: nothing else is known. "
            "(Differently from Prometheus, which answers with that bound.)",
            partial(_check, (TIMEOUTS,), (0.9, 0.99)),
        ),
        Demand("nobody", "Without a single request it is `math.nan`.", _nobody),
        Demand(
            "rollout",
            "While a rollout changes the buckets, pods have different bounds; the result is then as exact as the "
            "bounds that all of them share.",
            partial(_check, (ROLLOUT, NEW_BOUNDS), (0.5, 0.9, 0.99)),
        ),
    ),
    hints=(
        "Look at one column of the table, say 0.25. Each pod says how many of its requests took at most 0.25 s. What "
        "does the sum of that column say? And what would the sum of the pods' percentiles say?",
        "Counts can be added up, percentiles can't. Add the cumulative counts bound by bound, over all pods. The last "
        "one, +Inf, is the number of all requests; `q` times that is the place in the queue of the request you look "
        "for. It sits in the first bucket whose cumulative count reaches that place. A bound that some pod lacks has "
        "no sum.",
        "```python\n"
        "shared = sorted(set.intersection(*map(set, pods)))\n"
        "counts = [sum(pod[bound] for pod in pods) for bound in shared]\n"
        "place = q * counts[-1]\n"
        "```\n\n"
        "Then the first bound whose count is at least `place`. Any value in the bucket will do: its upper bound is the "
        "careful one.",
    ),
    debrief=(
        "**The trade-off.** A histogram's error is the width of the bucket, decided before the first request. A "
        "summary, with quantiles computed in the process, is as exact as you like and can never be added up over pods. "
        "So put a bound where a decision hangs on it: at the objective itself. Whether more than 1 % took longer than "
        "300 ms is exact if 0.3 is a bound, and a guess otherwise. Native histograms choose their buckets themselves "
        "and merge whatever the resolution; they need a server and a client library that know them.\n\n"
        "**A second way.** `histogram_quantile(0.99, sum by (le) (rate(..._bucket[5m])))` does the same, and "
        "interpolates inside the bucket as if the requests were spread evenly in it. That gives a smoother curve and "
        "no more knowledge. Your upper bound is pessimistic, and honest.\n\n"
        "**Where it bites.** Beyond the last bound Prometheus answers with that bound: p99 rises to 10 s and stays "
        "there, flat, while customers wait for a minute. And `sum by (le)` during a rollout that changes the buckets "
        "adds what cannot be added; Prometheus repairs counts that go down, and so you get a number."
    ),
)
