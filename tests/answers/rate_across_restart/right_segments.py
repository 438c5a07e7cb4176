"""Cut the counter into lives of a process; each life after the first began at zero."""


def lives(values):
    life = []
    for value in values:
        if life and value < life[-1]:
            yield life
            life = []
        life.append(value)
    if life:
        yield life


def increase(samples):
    found = list(lives(value for _, value in samples if value is not None))
    return sum(life[-1] for life in found) - (found[0][0] if found else 0)


def rate(pods, seconds):
    return sum(increase(samples) for samples in pods.values()) / seconds
