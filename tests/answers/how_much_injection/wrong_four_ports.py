"""What a scenario has to change is a port.

Says: with 4 ports
"""

WAYS = {
    "clock": "port",
    "gateway": "port",
    "vat": "import",
    "logger": "import",
    "repository": "port",
    "settings": "port",
}
