WAYS = {
    # collaborator: "port", "argument" or "import"
    "clock": "",
    "gateway": "",
    "vat": "",
    "logger": "",
    "repository": "",
    "settings": "",
}