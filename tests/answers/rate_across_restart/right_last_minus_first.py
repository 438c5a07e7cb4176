"""Last minus first, and at each reset the value that was lost is put on top, as Prometheus does it."""

from itertools import pairwise


def increase(samples):
    values = [value for _, value in samples if value is not None]
    if not values:
        return 0
    lost = sum(before for before, after in pairwise(values) if after < before)
    return values[-1] - values[0] + lost


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
