"""The metaclass's __init__ runs first; columns are named when the class is ready.

Says: You have `init FeedFormat` before `set_name FeedFormat.promoter`; it is the other way round. `__set_name__` is called by `type.__new__`
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "init FeedFormat",
    "set_name FeedFormat.promoter",
    "sold_by",
    "prepare PhoenixFeed",
    "body PhoenixFeed",
    "new PhoenixFeed",
    "init PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
