"""Settings are no collaborator.

Says: says nothing of settings
"""

WAYS = {
    "clock": "argument",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
}
