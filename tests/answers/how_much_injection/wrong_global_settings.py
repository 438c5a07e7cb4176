"""Settings are constants, and constants are imported.

Says: charged 9,150 cents instead of 9,000
"""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "import",
}
