"""The bucket's count has to be above the place; one that is equal to it does not reach it.

Says: need not be above it
"""

import math


def quantile(q, pods):
    shared = sorted(set(pods[0]).intersection(*pods[1:]))
    total = sum(pod[math.inf] for pod in pods)
    if not total:
        return math.nan
    return next((bound for bound in shared if sum(pod[bound] for pod in pods) > q * total), math.inf)
