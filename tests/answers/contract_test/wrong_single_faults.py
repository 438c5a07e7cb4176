"""Each fault once, and asked until there is a receipt: what comes in a row is a row of single faults.

Says: and then raises the vendor's `ApiError`
"""

from boxoffice.obolus.server import Fault
from boxoffice.payments import Declined, Receipt, Unavailable


def contract(arrange) -> None:
    """What every gateway owes the box office."""
    for fault in [None, *Fault]:
        gateway, vendor = arrange(fault)
        result = gateway.charge("order 1", 1_999)
        if fault in (Fault.DECLINED, Fault.REFUSED):
            assert isinstance(result, Declined)
            assert not vendor.charges
            assert len(vendor.requests) == 1
            continue
        if isinstance(result, Unavailable):
            result = gateway.charge("order 1", 1_999)
        assert isinstance(result, Receipt)
        other = gateway.charge("order 2", 1_999)
        assert isinstance(other, Receipt)
        assert result.cents == other.cents == 1_999
        assert {each.payment_id for each in vendor.charges} == {result.reference, other.reference}
        assert len(vendor.charges) == 2
        assert all(each.cents == 1_999 for each in vendor.charges)
