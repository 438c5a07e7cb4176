"""The law changes, so the tax is a strategy.

Says: vat is a port
"""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "port",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
