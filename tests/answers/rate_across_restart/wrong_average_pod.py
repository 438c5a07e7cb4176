"""The rate of a service is the average rate of its pods.

Says: That is the average pod
"""

from itertools import pairwise


def increase(samples):
    values = [value for _, value in samples if value is not None]
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds / max(1, len(pods))
