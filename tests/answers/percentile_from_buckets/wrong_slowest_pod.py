"""To be on the safe side: the worst pod's p99.

Says: That is the slowest pod's own percentile
"""

import math


def one(q, pod):
    place = q * pod[math.inf]
    for bound in sorted(pod):
        if pod[bound] >= place:
            return bound


def quantile(q, pods):
    return max((one(q, pod) for pod in pods if pod[math.inf]), default=math.nan)
