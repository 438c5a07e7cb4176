"""What a pod has no bucket for, it has not counted: zero.

Says: A sum over the other pods is too small there
"""

import math
from bisect import bisect_left


def quantile(q, pods):
    bounds = sorted(set.union(*map(set, pods)))
    counts = [sum(pod.get(bound, 0) for pod in pods) for bound in bounds]
    if counts[-1] == 0:
        return math.nan
    return bounds[bisect_left(counts, q * counts[-1])]
