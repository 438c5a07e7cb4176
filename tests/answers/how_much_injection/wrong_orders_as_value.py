"""Functional core: hand in the orders, and write them afterwards.

Says: no disk can be full
"""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "argument",
    "settings": "argument",
}
