"""The vendor has a sandbox; nobody needs a fake.

Says: the test would charge a real card
"""

WAYS = {
    "clock": "argument",
    "gateway": "import",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "argument",
}
