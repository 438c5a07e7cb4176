"""A scrape's text as values: series by name and labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

Labels = tuple[tuple[str, str], ...]
_HAVE_CREATED = ("counter", "histogram", "summary")


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """What Prometheus stores one value a scrape for: a name and labels.

    Attributes:
        name: the sample's name, such as `orders_total` or `checkout_seconds_bucket`.
        labels: pairs of name and value, sorted.
    """

    name: str
    labels: Labels = ()

    @classmethod
    def of(cls, name: str, labels: Mapping[str, str]) -> Series:
        """Make one from labels in any order."""
        return cls(name, tuple(sorted(labels.items())))

    def matches(self, name: str, labels: Mapping[str, str]) -> bool:
        """Say whether it has this name and, among others, these labels."""
        return self.name == name and labels.items() <= dict(self.labels).items()

    def __str__(self) -> str:
        if not self.labels:
            return self.name
        pairs = (f"{name}={_quoted(value)}" for name, value in self.labels)
        return f"{self.name}{{{','.join(pairs)}}}"


@dataclass(frozen=True, slots=True)
class Scrape:
    """What one scrape holds, without the `_created` times of counters, histograms and summaries.

    Attributes:
        samples: the value of each series.
    """

    samples: Mapping[Series, float]

    def __len__(self) -> int:
        return len(self.samples)

    def value(self, name: str, **labels: str) -> float:
        """Add up the series of a name that have these labels, whatever other labels they have.

        Args:
            name: the samples' name.
            labels: what they must have.

        Returns:
            The sum; 0 if there is none.
        """
        return sum(value for series, value in self.samples.items() if series.matches(name, labels))

    def series(self, name: str = "") -> list[Series]:
        """List the series, sorted; only those of one name, if it is given."""
        return sorted(series for series in self.samples if not name or series.name == name)

    def count_by_name(self) -> dict[str, int]:
        """Count the series of each name, sorted by name."""
        return dict(sorted(Counter(series.name for series in self.samples).items()))


def parse_exposition(text: str) -> Scrape:
    """Read the text format that a scrape answers with.

    Args:
        text: such as `prometheus_client.generate_latest().decode()`.

    Returns:
        Its samples.

    Raises:
        ValueError: it is not in the text format.
    """
    families = list(text_string_to_metric_families(text))
    created = {f"{family.name.removesuffix('_total')}_created" for family in families if family.type in _HAVE_CREATED}
    return Scrape(
        {
            Series.of(sample.name, sample.labels): sample.value
            for family in families
            for sample in family.samples
            if sample.name not in created
        }
    )


def _quoted(value: str) -> str:
    escaped = value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
    return f'"{escaped}"'
