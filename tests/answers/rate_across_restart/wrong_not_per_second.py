"""A rate is an increase.

Says: That is the increase in 30 s, not in one
"""

from itertools import pairwise


def increase(samples):
    values = [value for _, value in samples if value is not None]
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values())
