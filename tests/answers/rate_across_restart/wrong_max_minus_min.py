"""The range of the values is how far the counter has come.

Says: That is the highest value minus the lowest
"""


def increase(samples):
    values = [value for _, value in samples if value is not None]
    return max(values, default=0) - min(values, default=0)


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
