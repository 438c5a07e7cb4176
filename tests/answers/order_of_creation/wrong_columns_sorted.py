"""Columns are named in alphabetical order, as dir() lists them.

Says: You have `set_name PhoenixFeed.cents` before `set_name PhoenixFeed.seats`; it is the other way round. A body's namespace keeps
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
    "set_name PhoenixFeed.cents",
    "set_name PhoenixFeed.seats",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
