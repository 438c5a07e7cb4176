"""Each pod's p99, averaged: every dashboard does it.

Says: about the average of the pods' own percentiles
"""

import math


def one(q, pod):
    place = q * pod[math.inf]
    for bound in sorted(pod):
        if pod[bound] >= place:
            return bound


def quantile(q, pods):
    served = [pod for pod in pods if pod[math.inf]]
    if not served:
        return math.nan
    return sum(one(q, pod) for pod in served) / len(served)
