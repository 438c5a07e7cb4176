from boxoffice.obolus.server import Fault
from boxoffice.payments import Receipt


def contract(arrange) -> None:
    """What every gateway owes the box office."""
    gateway, vendor = arrange(Fault.CLOSED_AFTER_CHARGING)
    gateway.charge("order 1", 4_500)
    receipt = gateway.charge("order 1", 4_500)
    assert isinstance(receipt, Receipt)