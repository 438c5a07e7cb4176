"""Each subclass tells the inherited columns whose they are now.

Says: `set_name PhoenixFeed.promoter` is in `ORDER`, and is never logged
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "set_name FeedFormat.promoter",
    "init FeedFormat",
    "sold_by",
    "prepare PhoenixFeed",
    "body PhoenixFeed",
    "new PhoenixFeed",
    "set_name PhoenixFeed.promoter",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
