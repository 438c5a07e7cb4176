"""Nobody waited, so the wait was zero.

Says: returned 0; expected was NaN
"""

import math


def quantile(q, pods):
    bounds = sorted(set.intersection(*map(set, pods)))
    counts = [sum(pod[bound] for pod in pods) for bound in bounds]
    if counts[-1] == 0:
        return 0.0
    return next(bound for bound, count in zip(bounds, counts) if count >= q * counts[-1])
