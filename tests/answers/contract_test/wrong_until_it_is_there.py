"""Unavailable promises a Receipt some day, so ask until it is there.

Says: and would have gone on
"""

from itertools import repeat

from boxoffice.obolus.server import Fault
from boxoffice.payments import Receipt


def contract(arrange):
    gateway, vendor = arrange(*[Fault.UNAVAILABLE] * 2_000)
    while not isinstance(gateway.charge("order 1", 1_999), Receipt):
        pass
    assert len(vendor.charges) == 1
