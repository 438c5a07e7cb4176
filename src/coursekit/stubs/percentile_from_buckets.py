import math
from collections.abc import Mapping, Sequence


def quantile(q: float, pods: Sequence[Mapping[float, int]]) -> float:
    """Say how many seconds a share q of all requests stayed under; inf beyond the last bound, nan without requests."""
    each = [next(bound for bound in pod if pod[bound] >= q * pod[math.inf]) for pod in pods]
    return sum(each) / len(each)