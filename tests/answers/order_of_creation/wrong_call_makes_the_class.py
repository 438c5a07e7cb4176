"""A class statement calls the metaclass, hence its __call__.

Says: You have `call PhoenixFeed` before `prepare PhoenixFeed`; it is the other way round. A metaclass's `__call__` runs when one of its classes is called
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "set_name FeedFormat.promoter",
    "init FeedFormat",
    "sold_by",
    "call PhoenixFeed",
    "prepare PhoenixFeed",
    "body PhoenixFeed",
    "new PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "instance init",
]
