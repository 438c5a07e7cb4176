"""All bounds, walked upwards: at a bound that a pod lacks the sum is too small, so that a bound that reaches the place
holds, and a shared one that does not reach it is never passed over.
"""

import math
from collections import Counter


def quantile(q, pods):
    total = Counter()
    for pod in pods:
        total.update(pod)
    if not total[math.inf]:
        return math.nan
    return next(bound for bound in sorted(total) if total[bound] >= q * total[math.inf])
