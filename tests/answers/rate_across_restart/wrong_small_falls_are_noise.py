"""A counter that falls a little has been read late; only a deep fall is a restart.

Says: gave [100, 95]. `increase` returned 0
"""


def increase(samples):
    values = [value for _, value in samples if value is not None]
    total = 0.0
    for before, after in zip(values, values[1:]):
        if after >= before:
            total += after - before
        elif after < 0.9 * before:
            total += after
    return total


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
