"""Plain checks for `quantile`, as a teacher writes them for otter or nbgrader: the course's own cases."""

import math

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FAST, SLOW = ((0.08, 9_000), (0.2, 980), (0.4, 20)), ((0.3, 40), (3.0, 160))


def scraped(*pods, bounds=BOUNDS):
    return [
        {bound: sum(number for took, number in pod if took <= bound) for bound in (*bounds, math.inf)} for pod in pods
    ]


def within(low, got, high):
    return low <= got <= high


def check_one(quantile):
    alone = scraped(((0.07, 700), (0.3, 280), (0.8, 20)))
    assert within(0.05, quantile(0.5, alone), 0.1)
    assert within(0.25, quantile(0.97, alone), 0.5)
    assert within(0.5, quantile(0.99, alone), 1.0)
    alike = scraped(*[((0.2, 900), (0.4, 60), (2.0, 40))] * 3)
    assert within(0.1, quantile(0.5, alike), 0.25)
    assert within(1.0, quantile(0.97, alike), 2.5)
    assert within(1.0, quantile(0.99, alike), 2.5)


def check_several(quantile):
    busy_and_idle = scraped(FAST, FAST, ((0.3, 4), (7.0, 6)))
    assert within(0.05, quantile(0.5, busy_and_idle), 0.1)
    assert within(0.1, quantile(0.9, busy_and_idle), 0.25)
    assert within(0.1, quantile(0.99, busy_and_idle), 0.25)
    one_slow = scraped(FAST, FAST, ((0.3, 2_000), (3.0, 8_000)))
    assert within(0.05, quantile(0.5, one_slow), 0.1)
    assert within(2.5, quantile(0.9, one_slow), 5.0)
    assert within(2.5, quantile(0.99, one_slow), 5.0)
    new_pod = scraped(SLOW, SLOW, ())
    assert within(2.5, quantile(0.5, new_pod), 5.0)
    assert within(2.5, quantile(0.9, new_pod), 5.0)
    assert within(2.5, quantile(0.99, new_pod), 5.0)
    unsorted = [
        dict(sorted(pod.items(), key=lambda item: str(item[0])))
        for pod in scraped(FAST, ((0.3, 400), (3.0, 1_600)), FAST)
    ]
    assert within(0.05, quantile(0.5, unsorted), 0.1)
    assert within(0.1, quantile(0.9, unsorted), 0.25)
    assert within(2.5, quantile(0.99, unsorted), 5.0)


def check_beyond(quantile):
    timeouts = scraped(*[((0.2, 980), (30.0, 20))] * 3)
    assert within(0.1, quantile(0.9, timeouts), 0.25)
    assert quantile(0.99, timeouts) == math.inf


def check_nobody(quantile):
    assert math.isnan(quantile(0.99, scraped((), (), ())))


def check_rollout(quantile):
    old = ((0.2, 950), (0.7, 50))
    fewer = scraped(old, old) + scraped(((0.2, 900), (0.7, 100)), bounds=(0.1, 0.5, 2.5, 10.0))
    assert within(0.1, quantile(0.5, fewer), 0.5)
    assert within(0.1, quantile(0.9, fewer), 0.5)
    assert within(0.5, quantile(0.99, fewer), 2.5)
    new = ((0.03, 400), (1.5, 600))
    others = scraped(((0.07, 950), (0.3, 50))) + scraped(new, new, bounds=(0.04, 0.5, 2.0, 10.0))
    assert within(0.0, quantile(0.5, others), 0.5)
    assert within(0.5, quantile(0.9, others), 10.0)
    assert within(0.5, quantile(0.99, others), 10.0)
