"""Everybody may read the clock; tests can choose a day on which the sale is open.

Says: the checkout reads the machine's clock, which says Tuesday
"""

WAYS = {
    "clock": "import",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
