"""Functional core: hand in the result of the charge.

Says: the result of the charge is handed in before
"""

WAYS = {
    "clock": "argument",
    "gateway": "argument",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
