"""The buckets come sorted.

Says: A bucket that comes first in this order
"""

import math


def quantile(q, pods):
    shared = [bound for bound in pods[0] if all(bound in pod for pod in pods)]
    total = sum(pod[math.inf] for pod in pods)
    if total == 0:
        return math.nan
    return next(bound for bound in shared if sum(pod[bound] for pod in pods) >= q * total)
