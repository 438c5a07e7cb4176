"""Settings that may change while the service runs, asked for when needed; the time comes with the call."""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "port",
}
