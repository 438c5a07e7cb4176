"""A test of a gateway asserts how it calls its client.

Says: never called `arrange`
"""

from unittest.mock import Mock

from boxoffice.payments import Receipt


def contract(arrange):
    client = Mock()
    client.charge.return_value = Receipt("ob_0001", 1_999)
    assert client.charge("order 1", 1_999).cents == 1_999
    client.charge.assert_called_once_with("order 1", 1_999)
