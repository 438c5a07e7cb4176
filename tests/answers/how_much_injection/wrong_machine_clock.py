"""Everybody may read the clock; tests can choose a day on which the sale is open.

Says: The scenario opening can't be played: the checkout reads the machine's clock
"""

WAYS = {
    "clock": "import",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
