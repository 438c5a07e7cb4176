"""The bucket +Inf has no bound to answer with; leave it out.

Says: are not counted among all
"""

import math


def quantile(q, pods):
    bounds = sorted(bound for bound in set.intersection(*map(set, pods)) if bound < math.inf)
    counts = [sum(pod[bound] for pod in pods) for bound in bounds]
    if counts[-1] == 0:
        return math.nan
    return next(bound for bound, count in zip(bounds, counts) if count >= q * counts[-1])
