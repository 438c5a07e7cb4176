ORDER = [
    "prepare FeedFormat",
    # ... and then?
]