"""The decorator's expression is evaluated when the decorator is needed, after the class.

Says: You have `prepare PhoenixFeed` before `sold_by`; it is the other way round. The expression after the `@`
"""

ORDER = [
    "prepare FeedFormat",
    "new FeedFormat",
    "set_name FeedFormat.promoter",
    "init FeedFormat",
    "prepare PhoenixFeed",
    "body PhoenixFeed",
    "new PhoenixFeed",
    "set_name PhoenixFeed.seats",
    "set_name PhoenixFeed.cents",
    "init_subclass PhoenixFeed",
    "init PhoenixFeed",
    "sold_by",
    "decorate PhoenixFeed",
    "call PhoenixFeed",
    "instance init",
]
