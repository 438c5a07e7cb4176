"""Whatever the direction, a change is a change.

Says: The size of the step down was counted
"""

from itertools import pairwise


def increase(samples):
    values = [value for _, value in samples if value is not None]
    return sum(abs(after - before) for before, after in pairwise(values))


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
