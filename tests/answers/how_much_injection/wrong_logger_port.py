"""Logging is infrastructure, and infrastructure stands behind a port.

Says: logger is a port
"""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "import",
    "logger": "port",
    "repository": "port",
    "settings": "argument",
}
