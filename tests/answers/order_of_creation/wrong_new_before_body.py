"""__new__ makes the class, and then its body is run in it.

Says: You have `new PhoenixFeed` before `body PhoenixFeed`; it is the other way round. `__new__` is handed the body's namespace as an argument: that is all
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "set_name FeedFormat.promoter",
    "init FeedFormat",
    "sold_by",
    "prepare PhoenixFeed",
    "new PhoenixFeed",
    "body PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
