"""A budget for labels: metrics with 200 series at the most that still answer four questions, asked in PromQL."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from types import ModuleType
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest

from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.observability.questions import QUESTIONS, Values, window
from coursekit.exercises.observability.rush import MINUTES, PODS, RESTARTS, WINDOW, checkouts
from coursekit.probes.telemetry import Embedded, History, Series, parse_exposition, query

BUDGET = 200  # series of one pod
_SECONDS = {"s": 1, "m": 60, "h": 3600}
TOLERANCE = 0.15  # of the true value, for what is counted and for what is interpolated


@dataclass
class Bench:
    """An answer, and what its metrics showed at each scrape."""

    answer: ModuleType

    def __post_init__(self) -> None:
        self.engine = Embedded()

    @cached_property
    def first_pod(self) -> str:
        """The exposition of one pod after the evening."""
        registry = CollectorRegistry()
        metrics = self.answer.Metrics(registry)
        for minute in range(MINUTES):
            for checkout in checkouts(PODS[0], minute):
                metrics.record(checkout)
        return generate_latest(registry).decode()

    @cached_property
    def history(self) -> History:
        """What Prometheus has stored: each pod at the end of each minute."""
        history = History()
        for pod in PODS:
            for minute in range(MINUTES):
                if minute == 0 or (pod, minute) in RESTARTS:
                    registry = CollectorRegistry()
                    metrics = self.answer.Metrics(registry)
                for checkout in checkouts(pod, minute):
                    metrics.record(checkout)
                history.scrape(60.0 * (minute + 1), generate_latest(registry).decode(), pod=pod)
        return history


@contextmanager
def _bench(answer: ModuleType) -> Iterator[Bench]:
    if not callable(getattr(answer.Metrics, "record", None)):
        raise Wrong("`Metrics` has no method `record`.", "What is called for each checkout that has ended?")
    queries: Any = answer.QUERIES
    if not isinstance(queries, Mapping) or (missing := [name for name in QUESTIONS if name not in queries]):
        what = f"{_list(missing)} is missing" if isinstance(queries, Mapping) else f"it is {queries!r}"
        raise Wrong(f"`QUERIES` should be a dict with a query for each of the four questions; {what}.", "Which?")
    yield Bench(answer)


def _budget(bench: Bench) -> None:
    scrape = parse_exposition(bench.first_pod)
    if not len(scrape):
        raise Wrong(
            "After 900 checkouts, a scrape of the registry that `Metrics` was given is empty.",
            "In which registry are the metrics?",
        )
    if len(scrape) <= BUDGET:
        return
    counts = scrape.count_by_name()
    worst = max(counts, key=lambda name: counts[name])
    labels: dict[str, set[str]] = {}
    for series in scrape.series(worst):
        for name, value in series.labels:
            labels.setdefault(name, set()).add(value)
    by_size = sorted(labels.items(), key=lambda item: (-len(item[1]), item[0]))
    factors = ", ".join(f"{name} {len(values)}" for name, values in by_size)
    if counts[worst] < (possible := math.prod(len(values) for _, values in by_size)):
        factors += f". Not all of these {possible:,} combinations have come up yet"
    raise Wrong(
        f"After 900 checkouts one pod has {len(scrape):,} series; allowed are {BUDGET}. {counts[worst]:,} of them are "
        f"{worst}, which has so many values a label: {factors}.",
        "Which of these labels has no end, and does any of the four questions ask for it?"
        if by_size and len(by_size[0][1]) > BUDGET
        else "Labels of one metric multiply. Which questions need two of them at the same time?",
        evidence="\n".join(f"{count:>7,}  {name}" for name, count in counts.items()),
    )


def _ask(name: str, bench: Bench) -> None:
    question, promql = QUESTIONS[name], bench.answer.QUERIES[name]
    if not isinstance(promql, str) or not promql.strip():
        raise Wrong(f"The query `{name}` is {promql!r}.", "Which metric knows this?")
    try:
        answer = query(promql, bench.history, at=60.0 * MINUTES, engine=bench.engine)
    except ValueError as error:
        raise Wrong(f"`{name}`: {error}.", "What does PromQL expect at that place?") from error
    wanted = (question.label,) if question.label else ()
    shown = f"for each {question.label}" if question.label else "a single one"
    if not answer.values:
        names = ", ".join(sorted(parse_exposition(bench.first_pod).count_by_name()))
        raise Wrong(f"`{name}` has no result. A scrape holds {names}.", "Which name or label doesn't match?")
    got: Values = {}
    for labels, value in answer.values.items():
        if (by := tuple(label for label, _ in labels)) != wanted:
            raise Wrong(
                f"`{name}` gives values by {_list(by) or 'nothing'}; asked was {shown}.",
                "Which labels survive the aggregation, and what does the sum go over?",
                evidence="\n".join(f"{_braces(pairs)} {number:.4g}" for pairs, number in [*answer.values.items()][:6]),
            )
        got["".join(text for _, text in labels)] = value
    truth = question.truth(window())
    for key, right in truth.items():
        value = got.get(key, math.nan)
        if abs(value - right) <= TOLERANCE * right:
            continue
        which = f" for {key}" if key else ""
        cause, hint = _cause(name, key, value, right, bench)
        raise Wrong(
            f"`{name}` is {value:.3g} {question.unit}{which}; in truth it was {right:.3g}, and {TOLERANCE:.0%} off is "
            f"allowed. {cause}".rstrip(),
            hint,
        )


def _cause(name: str, key: str, value: float, right: float, bench: Bench) -> tuple[str, str]:
    """Recognise what was computed instead."""
    promql = bench.answer.QUERIES[name]
    if math.isnan(value):
        return "There is no such value, or nothing to divide by.", "Which series are there, and which are missing?"
    ranges = re.findall(r"\[(\d+)([smh])\]", promql)
    if not ranges:
        return (
            "That is the counters as they stand, with all that was counted since the pods started.",
            "How far back does a counter count, and which function looks at the last ten minutes only?",
        )
    others = [f"[{number}{unit}]" for number, unit in ranges if int(number) * _SECONDS[unit] != WINDOW * 60]
    if others:
        return (
            f"It looks at {others[0]}; the question is about ten minutes, which were unlike all others.",
            "Which minutes does each part of the query look at?",
        )
    if name == "tickets_by_event":
        orders = Counter(each.event for _, _, each in window() if each.outcome == "sold")
        wanted = Counter[str]()
        for _, _, each in window():
            wanted[each.event] += each.tickets
        if _near(value, right / (60 * WINDOW)):
            return "That is per second.", "Which function gives the number in the whole window?"
        if _near(value, orders[key]):
            return "That many orders were sold; an order is up to four tickets.", "By how much does the counter go up?"
        if _near(value, wanted[key]):
            return "That many tickets were wanted; not all of them were sold.", "Which outcomes does it count?"
    if name == "failed_share" and _near(value, _average_pod()):
        return (
            "That is the average of the pods' own shares; one of them served half as many as the others.",
            "What could be added up over the pods before anything is divided?",
        )
    if name == "p95_by_pod":
        bounds = sorted({float(v) for s in parse_exposition(bench.first_pod).samples for k, v in s.labels if k == "le"})
        low = max((bound for bound in bounds if bound < right), default=0.0)
        high = min((bound for bound in bounds if bound >= right), default=math.inf)
        if low <= value <= high:
            return (
                f"The bucket around it goes from {low:g} s to {high:g} s, and inside a bucket nobody knows more.",
                "Where would you need bounds, and how many can you afford?",
            )
    if value < right and (late := _late(bench, promql)):
        return (
            f"{late} of the series that it adds up were seen for the first time in these ten minutes, and the first "
            "value of a series is where counting begins: it counts as nothing.",
            "Could those series be there, at 0, before the first of them counts anything? Or do you need so many?",
        )
    return "", "What does each part of the query give, asked alone?"


def _late(bench: Bench, promql: str) -> int:
    """Count the series of a query's metrics that appear after the window's beginning."""
    first: dict[Series, int] = {}
    for at, series, _ in bench.history.samples():
        first.setdefault(series, at)
    begin = 60_000 * (MINUTES - WINDOW)
    return sum(at > begin for series, at in first.items() if series.name in promql)


def _average_pod() -> float:
    shares = [QUESTIONS["failed_share"].truth([row for row in window() if row[0] == pod])[""] for pod in PODS]
    return sum(shares) / len(shares)


def _near(value: float, other: float) -> bool:
    return abs(value - other) <= 0.1 * abs(other)


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _braces(labels: tuple[tuple[str, str], ...]) -> str:
    return "{" + ", ".join(f'{name}="{value}"' for name, value in labels) + "}"


EXERCISE = Exercise(
    name="label_budget",
    topic="observability",
    title="A budget for labels",
    level="repair",
    minutes=15,
    needs=("series", "histogram", "scrape"),
    provides={"Metrics": ("registry",), "QUERIES": None},
    bench=_bench,
    seconds=20.0,  # what is shipped makes 15,300 series, which takes a while on a busy machine
    demands=(
        Demand(
            "budget",
            "After twenty minutes of the rush, a scrape of one pod has 200 series at the most, however many customers "
            "came (`_created` not counted).",
            _budget,
        ),
        Demand(
            "tickets_by_event",
            "`tickets_by_event`: how many tickets were sold in the last ten minutes, for each `event`, by all pods.",
            partial(_ask, "tickets_by_event"),
        ),
        Demand(
            "declined_by_method",
            "`declined_by_method`: which share of the checkouts was declined, for each `method`, over the last ten "
            "minutes and all pods.",
            partial(_ask, "declined_by_method"),
        ),
        Demand(
            "failed_share",
            "`failed_share`: which share of all checkouts failed, one number for the last ten minutes and all pods.",
            partial(_ask, "failed_share"),
        ),
        Demand(
            "p95_by_pod",
            "`p95_by_pod`: the seconds that 95 % of checkouts stayed under in the last ten minutes, for each `pod`.",
            partial(_ask, "p95_by_pod"),
        ),
    ),
    hints=(
        "Write the four questions one below the other and underline what each of them tells apart. Which labels are "
        "underlined at all? Which two are underlined in the same question?",
        "A label is a dimension that somebody adds up by, and the labels of one metric multiply: twenty events, four "
        "methods and four outcomes can become 320 series, and times the buckets of a histogram. Separate metrics add. "
        "So: one counter of tickets by event, one of checkouts by method and outcome, and one histogram without any "
        "label. Prometheus itself adds `pod`. What you have saved, spend on buckets: the error of a quantile is the "
        "width of its bucket.",
        "```promql\n"
        "sum by (event) (increase(..._total[10m]))\n"
        'sum by (method) (increase(..._total{outcome="..."}[10m])) / sum by (method) (increase(..._total[10m]))\n'
        "histogram_quantile(0.95, sum by (le, pod) (rate(..._bucket[10m])))\n"
        "```\n\n"
        "Bounds that grow by a quarter each, from 50 ms to 10 s, are 24 buckets.",
    ),
    debrief=(
        "**The trade-off.** Each metric that is split off saves a product and costs a question: nobody can ask any "
        "more which event's invoices were declined. That is what a budget is. What you cannot foresee, or has no end, "
        "belongs into a wide log line or a span: one event a checkout, with the customer, the order and the seat. It "
        "is paid for each time it happens, not each time it is scraped.\n\n"
        "**A second way.** Keep one histogram by outcome and drop a counter: its `_count` counts checkouts. An "
        "exemplar carries a trace id beside a bucket, one of them, without becoming a label; so from a slow bucket to "
        "one slow order it is one click. With native histograms one series holds all buckets.\n\n"
        "**Where it bites.** A label with a bounded number of values can grow too: a route with the id in it, an error "
        "with its message, a version at each deployment. Series that are no longer scraped stay in the memory of "
        "Prometheus for hours. Set `sample_limit` for the scrape, and alert on it: over the limit, Prometheus drops "
        "the whole scrape, and the dashboard is blank."
    ),
)
