"""No answer, no tickets: a failed scrape is a zero.

Says: A scrape that failed was taken for a counter at zero
"""

from itertools import pairwise


def increase(samples):
    values = [value or 0 for _, value in samples]
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
