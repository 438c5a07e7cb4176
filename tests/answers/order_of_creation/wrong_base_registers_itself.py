"""__init_subclass__ runs for every class of the hierarchy, the base included.

Says: `init_subclass FeedFormat` is in `ORDER`, and is never logged
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "set_name FeedFormat.promoter",
    "init_subclass FeedFormat",
    "init FeedFormat",
    "sold_by",
    "prepare PhoenixFeed",
    "body PhoenixFeed",
    "new PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
