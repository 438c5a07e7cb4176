"""A reply comes whole or not at all.

Says: lets a `JSONDecodeError` out of `charge` when the reply is cut off in the middle. Nothing that the contract
"""

from boxoffice.obolus.server import Fault
from boxoffice.payments import Declined, Receipt, Unavailable


def contract(arrange):
    for cents in (1, 29, 1_999, 4_500):
        gateway, vendor = arrange()
        assert gateway.charge("order 1", cents) == Receipt(vendor.charges[0].payment_id, cents)
        assert gateway.charge("order 2", cents) == Receipt(vendor.charges[1].payment_id, cents)
        assert [charge.cents for charge in vendor.charges] == [cents, cents]

    for fault in (Fault.DECLINED, Fault.REFUSED):
        gateway, vendor = arrange(fault)
        assert isinstance(gateway.charge("order 1", 4_500), Declined)
        assert len(vendor.requests) == 1
        assert vendor.charges == []

    for fault in (Fault.CLOSED_AFTER_CHARGING, Fault.TIMEOUT_AFTER_CHARGING, Fault.UNAVAILABLE):
        gateway, vendor = arrange(fault)
        result = gateway.charge("order 1", 4_500)
        if isinstance(result, Unavailable):
            result = gateway.charge("order 1", 4_500)
        assert result == Receipt(vendor.charges[0].payment_id, 4_500)
        assert [charge.cents for charge in vendor.charges] == [4_500]
