"""Only neighbouring scrapes that both succeeded can be compared.

Says: gave [5, None, 9]. `increase` returned 0
"""

from itertools import pairwise


def increase(samples):
    total = 0
    for (_, before), (_, after) in pairwise(samples):
        if before is not None and after is not None:
            total += after - before if after >= before else after
    return total


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
