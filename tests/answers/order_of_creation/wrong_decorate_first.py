"""A decorator stands above the class, and is called above it.

Says: You have `decorate PhoenixFeed` before `prepare PhoenixFeed`; it is the other way round. A decorator gets the finished class
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "set_name FeedFormat.promoter",
    "init FeedFormat",
    "sold_by",
    "decorate PhoenixFeed",
    "prepare PhoenixFeed",
    "body PhoenixFeed",
    "new PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
