"""A check returns whether it is satisfied.

Says: which nobody reads
"""

from boxoffice.obolus.server import Fault
from boxoffice.payments import Declined, Receipt


def contract(arrange):
    gateway, vendor = arrange(Fault.CLOSED_AFTER_CHARGING)
    gateway.charge("order 1", 1_999)
    gateway.charge("order 1", 1_999)
    return len(vendor.charges) == 1
