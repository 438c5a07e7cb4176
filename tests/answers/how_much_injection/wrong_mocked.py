"""A fourth way is to mock it.

Says: The entry for gateway is 'mock'
"""

WAYS = {
    "clock": "argument",
    "gateway": "mock",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
