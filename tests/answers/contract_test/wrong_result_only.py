"""What a gateway returns is all that its callers see.

Says: charges the buyer again when it asks again after a lost reply. The contract led it there, and did not look
Like: wrong_returns_false
"""

from boxoffice.obolus.server import Fault
from boxoffice.payments import Declined, Receipt, Unavailable

LOST = (Fault.CLOSED_AFTER_CHARGING, Fault.TIMEOUT_AFTER_CHARGING, Fault.MALFORMED)
DOWN = (Fault.UNAVAILABLE, Fault.CLOSED, Fault.TIMEOUT)


def contract(arrange):
    for cents in (1, 29, 1_999, 4_500, 99_999_999):
        gateway, vendor = arrange()
        assert gateway.charge("order 1", cents) == Receipt(vendor.charges[0].payment_id, cents)
        assert gateway.charge("order 2", cents) == Receipt(vendor.charges[1].payment_id, cents)
        assert gateway.charge("order 1", cents) == Receipt(vendor.charges[0].payment_id, cents)
        assert [charge.cents for charge in vendor.charges] == [cents, cents]

    for fault in (Fault.DECLINED, Fault.REFUSED):
        gateway, vendor = arrange(fault)
        assert isinstance(gateway.charge("order 1", 4_500), Declined)
        assert len(vendor.requests) == 1
        assert vendor.charges == []

    for fault in LOST + DOWN:
        gateway, vendor = arrange(fault)
        result = gateway.charge("order 1", 4_500)
        if isinstance(result, Unavailable):
            result = gateway.charge("order 1", 4_500)
        assert isinstance(result, Receipt)

    for fault in DOWN:
        gateway, vendor = arrange(*[fault] * 20)
        assert isinstance(gateway.charge("order 1", 4_500), Unavailable)
        assert vendor.charges == []
