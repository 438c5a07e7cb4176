"""__init_subclass__ is the last hook, since the class has to be ready for it.

Says: You have `init PhoenixFeed` before `init_subclass PhoenixFeed`; it is the other way round. `__init_subclass__` is called by `type.__new__`
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
    "init PhoenixFeed",
    "init_subclass PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
