"""Beyond the last bound the answer is that bound, as in Prometheus.

Says: all that is known is that it took longer than the last one
"""

import math


def quantile(q, pods):
    bounds = sorted(set.intersection(*map(set, pods)))
    counts = [sum(pod[bound] for pod in pods) for bound in bounds]
    if counts[-1] == 0:
        return math.nan
    found = next(bound for bound, count in zip(bounds, counts) if count >= q * counts[-1])
    return bounds[-2] if found == math.inf else found
