"""Imports are simple, and tests can patch them.

Says: Nothing is handed in
"""

WAYS = {
    "clock": "import",
    "gateway": "import",
    "vat": "import",
    "logger": "import",
    "repository": "import",
    "settings": "import",
}
