"""A histogram holds a count per bucket, so the cumulative distribution is their running sum.

Says: if the buckets are added up once more
"""

import math
from itertools import accumulate


def quantile(q, pods):
    bounds = sorted(set.intersection(*map(set, pods)))
    running = list(accumulate(sum(pod[bound] for pod in pods) for bound in bounds))
    if running[-1] == 0:
        return math.nan
    return next(bound for bound, count in zip(bounds, running) if count >= q * running[-1])
