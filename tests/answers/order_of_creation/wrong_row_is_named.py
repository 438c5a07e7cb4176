"""A descriptor learns its name whenever it is assigned to a class.

Says: `set_name PhoenixFeed.row` is in `ORDER`, and is never logged
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
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "set_name PhoenixFeed.row",
    "call PhoenixFeed",
    "instance init",
]
