"""A clock object for everybody, and the theatre's settings with each call."""

WAYS = {
    "clock": "port",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
