"""Turn the counts into requests per bucket, walk from above, and answer with the middle of the bucket."""

import math


def quantile(q, pods):
    shared = set(pods[0])
    for pod in pods:
        shared &= pod.keys()
    bounds = sorted(shared)
    summed = [sum(pod[bound] for pod in pods) for bound in bounds]
    total = summed[-1]
    if total == 0:
        return math.nan
    slower = total * (1 - q)
    edges = [0.0, *bounds]
    for index in reversed(range(len(bounds))):
        below = summed[index - 1] if index else 0
        if total - below > slower:
            return math.inf if bounds[index] == math.inf else (edges[index] + bounds[index]) / 2
