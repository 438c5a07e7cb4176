"""A binary search for the rank, from one, in the summed counts."""

from bisect import bisect_left
from collections import Counter
from math import ceil, inf, nan


def quantile(q, pods):
    total, seen = Counter(), Counter()
    for pod in pods:
        total.update(pod)
        seen.update(pod.keys())
    shared = sorted(bound for bound in total if seen[bound] == len(pods))
    if not total[inf]:
        return nan
    return shared[bisect_left([total[bound] for bound in shared], ceil(q * total[inf]))]
