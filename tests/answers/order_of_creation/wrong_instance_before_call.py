"""__call__ makes an object callable; the instance is there before.

Says: You have `instance init` before `call PhoenixFeed`; it is the other way round. `type.__call__` is what calls
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
    "instance init",
    "call PhoenixFeed",
]
