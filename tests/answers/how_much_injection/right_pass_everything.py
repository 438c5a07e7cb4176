"""Explicit to the end: what need not be a port is passed all the same."""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "argument",
    "logger": "argument",
    "repository": "port",
    "settings": "argument",
}
