"""A place in a queue is a whole number: int().

Says: the bucket that was chosen holds 19 of them: too few
"""

import math


def quantile(q, pods):
    shared = sorted(set(pods[0]).intersection(*pods[1:]))
    total = sum(pod[math.inf] for pod in pods)
    if not total:
        return math.nan
    place = int(q * total)
    return next(bound for bound in shared if sum(pod[bound] for pod in pods) >= place)
