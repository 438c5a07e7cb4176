"""What a Prometheus would have stored: samples at chosen times, from scrapes or made up."""

from __future__ import annotations

from prometheus_client.utils import floatToGoString

from coursekit.probes.telemetry.exposition import Series, parse_exposition


class History:
    """Samples of any number of series, on a clock of your own.

    There are no staleness markers in it: a series that is no longer scraped is seen by instant selectors for five more
    minutes, by every engine.
    """

    def __init__(self) -> None:
        self._samples: list[tuple[int, Series, float]] = []

    def __len__(self) -> int:
        """How many samples there are."""
        return len(self._samples)

    def scrape(self, at: float, text: str, **target: str) -> None:
        """Store what a scrape answered.

        Args:
            at: when, in seconds from 0 on.
            text: the exposition.
            target: labels that the server adds to each sample, such as `pod="a"`.

        Raises:
            ValueError: the text is no exposition.
        """
        for series, value in parse_exposition(text).samples.items():
            self.add(at, value, series.name, **{**dict(series.labels), **target})

    def add(self, at: float, value: float, metric: str, /, **labels: str) -> None:
        """Store one sample.

        Args:
            at: when, in seconds from 0 on.
            value: its value.
            metric: the sample's name, such as `orders_total`.
            labels: its labels.
        """
        self._samples.append((round(at * 1000), Series.of(metric, labels), float(value)))

    def samples(self) -> list[tuple[int, Series, float]]:
        """Give all samples by time, each as milliseconds, series and value."""
        return sorted(self._samples)

    def openmetrics(self) -> str:
        """Write all samples with their times in the OpenMetrics text format, as backfilling takes it."""
        lines = [f"{series} {_number(value)} {at / 1000:.3f}" for at, series, value in self.samples()]
        return "\n".join([*lines, "# EOF\n"])


def _number(value: float) -> str:
    return str(floatToGoString(value))  # type: ignore[no-untyped-call]
