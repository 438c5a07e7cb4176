"""The pods' median is robust against one that is idle.

Says: That is one pod's own percentile
"""

import statistics
import math


def one(q, pod):
    place = q * pod[math.inf]
    for bound in sorted(pod):
        if pod[bound] >= place:
            return bound


def quantile(q, pods):
    served = [one(q, pod) for pod in pods if pod[math.inf]]
    return statistics.median_low(served) if served else math.nan
