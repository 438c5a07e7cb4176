"""The body runs first, and its namespace is then prepared for the class.

Says: You have `body PhoenixFeed` before `prepare PhoenixFeed`; it is the other way round. The body has to run in a namespace
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "set_name FeedFormat.promoter",
    "init FeedFormat",
    "sold_by",
    "body PhoenixFeed",
    "prepare PhoenixFeed",
    "new PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
