"""Depend on abstractions: everything gets an interface.

Says: with 6 ports
"""

WAYS = {
    "clock": "port",
    "gateway": "port",
    "vat": "port",
    "logger": "port",
    "repository": "port",
    "settings": "port",
}
