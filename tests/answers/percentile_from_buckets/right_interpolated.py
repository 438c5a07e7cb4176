"""As Prometheus does it: add by bound, then interpolate inside the bucket."""

import math


def quantile(q, pods):
    bounds = sorted(bound for bound in pods[0] if all(bound in pod for pod in pods))
    counts = [sum(pod[bound] for pod in pods) for bound in bounds]
    if counts[-1] == 0:
        return math.nan
    place = q * counts[-1]
    lower, below = 0.0, 0
    for bound, count in zip(bounds, counts):
        if count >= place:
            if bound == math.inf:
                return math.inf
            return lower + (bound - lower) * (place - below) / (count - below)
        lower, below = bound, count
