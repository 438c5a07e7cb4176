"""The parent is told of the class before its columns are.

Says: You have `init_subclass PhoenixFeed` before `set_name PhoenixFeed.seats`; it is the other way round. The columns have their names
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
    "init_subclass PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init PhoenixFeed",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
