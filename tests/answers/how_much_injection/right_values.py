"""Two things act on the world and are ports; what is known before the call is an argument."""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
