"""All pods run the same code, so they have the same buckets.

Says: it asked a pod for a bound that only another one has
"""

import math


def quantile(q, pods):
    bounds = sorted(pods[0])
    counts = [sum(pod[bound] for pod in pods) for bound in bounds]
    if counts[-1] == 0:
        return math.nan
    return next(bound for bound, count in zip(bounds, counts) if count >= q * counts[-1])
