from collections.abc import Mapping, Sequence

Samples = Sequence[tuple[float, float | None]]


def increase(samples: Samples) -> float:
    """Count what happened between the first scrape of one counter and the last."""
    return samples[-1][1] - samples[0][1]


def rate(pods: Mapping[str, Samples], seconds: float) -> float:
    """Say how much all pods together do in one second."""
    first = sum(samples[0][1] for samples in pods.values())
    last = sum(samples[-1][1] for samples in pods.values())
    return (last - first) / seconds