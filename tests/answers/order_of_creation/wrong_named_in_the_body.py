"""A descriptor is named at the moment it is assigned in the body.

Says: You have `set_name FeedFormat.promoter` before `new FeedFormat`; it is the other way round. `__set_name__` is handed the class
"""

ORDER = [
    "prepare FeedFormat",
    "set_name FeedFormat.promoter",
    "new FeedFormat",
    "init FeedFormat",
    "sold_by",
    "prepare PhoenixFeed",
    "body PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "new PhoenixFeed",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
