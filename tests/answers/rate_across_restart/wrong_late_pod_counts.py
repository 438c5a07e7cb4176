"""A pod that was not there in the first scrape began at zero.

Says: `rate` returned 68.8333 per second; expected was 16.83. A pod that is seen for the first time in the middle
"""

from itertools import pairwise


def increase(samples):
    values = [value for _, value in samples if value is not None]
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def rate(pods, seconds):
    start = min((samples[0][0] for samples in pods.values()), default=0)
    total = 0
    for samples in pods.values():
        seen = [(at, value) for at, value in samples if value is not None]
        total += increase(seen)
        if seen and seen[0][0] > start:
            total += seen[0][1]
    return total / seconds
