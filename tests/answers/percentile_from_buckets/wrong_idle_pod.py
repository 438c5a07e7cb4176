"""Every pod has served somebody.

Says: raised ZeroDivisionError
"""

import math


def quantile(q, pods):
    bounds = sorted(set.intersection(*map(set, pods)))
    total = sum(pod[math.inf] for pod in pods)
    return next(bound for bound in bounds if sum(pod[bound] for pod in pods) / total >= q)
