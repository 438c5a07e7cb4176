"""During a rollout: go by the pods that have the usual buckets, and leave out the few others.

Says: the others' requests are left out
"""

import math
from collections import Counter


def quantile(q, pods):
    pods = [pod for pod in pods if pod[math.inf]]
    if not pods:
        return math.nan
    usual = Counter(frozenset(pod) for pod in pods).most_common(1)[0][0]
    pods = [pod for pod in pods if frozenset(pod) == usual]
    total = sum(pod[math.inf] for pod in pods)
    return next(bound for bound in sorted(usual) if sum(pod[bound] for pod in pods) >= q * total)
