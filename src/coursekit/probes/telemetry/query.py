"""PromQL behind one function: `prombed` in this process answers, or a real Prometheus where there is one."""

from __future__ import annotations

import math
import os
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol

from prombed import Prombed, PrombedError, Sample  # type: ignore[import-untyped]

from coursekit.probes.telemetry.exposition import Labels
from coursekit.probes.telemetry.history import History
from coursekit.probes.telemetry.server import Server

# Tried with Prometheus 2.42. By remote write, a server that scrapes refuses what is more than an hour older than its
# newest sample ("out of bounds"), takes nothing unless started with --web.enable-remote-write-receiver, and would keep
# a lesson's series. Backfilling needs its data folder and a restart.
_URL_UNUSED = (
    " (PROMETHEUS_URL is set and not used: a server that runs takes no samples older than an hour; put prometheus and "
    "promtool on the PATH, and the course starts one of its own)"
)


class Engine(Protocol):
    """Something that evaluates PromQL over a history."""

    @property
    def name(self) -> str:
        """Name and version, for printing."""

    def evaluate(self, promql: str, history: History, at: float) -> dict[str, Any]:
        """Give the `data` of an instant query's response, as Prometheus's HTTP API does; ValueError if refused."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave.

    Attributes:
        engine: which engine answered, with its version, and why it is not the server at PROMETHEUS_URL if that is set.
        values: a value for each set of labels; a scalar has none.
    """

    engine: str
    values: dict[Labels, float]

    @property
    def value(self) -> float:
        """The one value, where there is exactly one.

        Raises:
            ValueError: there are none or several.
        """
        if len(self.values) != 1:
            raise ValueError(f"the query gave {len(self.values)} values, not one")
        return next(iter(self.values.values()))


class Embedded:
    """The engine in this process: a subset of PromQL, and an error for what is not in it."""

    name = f"prombed {version('prombed')}"

    def __init__(self) -> None:
        self._loaded: tuple[History, int] | None = None
        self._prombed = Prombed()

    def evaluate(self, promql: str, history: History, at: float) -> dict[str, Any]:
        """Evaluate as of one moment.

        Raises:
            ValueError: it is no PromQL, or uses what `prombed` does not know.
        """
        if self._loaded is None or self._loaded[0] is not history or self._loaded[1] != len(history):
            self._prombed, self._loaded = _load(history), (history, len(history))
        try:
            data: dict[str, Any] = self._prombed.query(promql, round(at * 1000))["data"]
        except PrombedError as error:
            raise ValueError(f"{self.name} does not take {promql!r}: {error}") from error
        return data


def _load(history: History) -> Prombed:
    """Put a history into an engine that forgets nothing of it."""
    samples = history.samples()
    newest = max([0, *(at for at, _, _ in samples[-1:])])
    room = max(1, len(samples))
    prombed = Prombed(retention_ms=newest + 1, max_series=room, max_samples_per_series=room)
    appender = prombed.storage.appender(newest)
    for at, series, value in samples:
        appender.append({**dict(series.labels), "__name__": series.name}, Sample(at, value))
    appender.commit()
    return prombed


def query(promql: str, history: History, *, at: float, engine: Engine | None = None) -> Answer:
    """Ask a question of a history.

    Args:
        promql: an instant query.
        history: the samples.
        at: as of when, in seconds on the history's clock.
        engine: who answers; by default a real Prometheus if `prometheus` and `promtool` are on the PATH, else
            `prombed`. A server that runs already, at PROMETHEUS_URL, is not asked.

    Returns:
        The values, and who gave them.

    Raises:
        ValueError: the engine does not take the query.
    """
    unused = _URL_UNUSED if engine is None and os.environ.get("PROMETHEUS_URL") else ""
    engine = engine or _engine_here()
    data, name = engine.evaluate(promql, history, at), engine.name + unused
    if data["resultType"] == "scalar":
        return Answer(name, {(): _number(data["result"][1])})
    values = {tuple(sorted(each["metric"].items())): _number(each["value"][1]) for each in data["result"]}
    return Answer(name, dict(sorted(values.items())))


@cache
def _engine_here() -> Engine:
    return Server() if all(map(shutil.which, ("prometheus", "promtool"))) else Embedded()


def _number(text: str) -> float:
    return math.inf if text == "+Inf" else float(text)
