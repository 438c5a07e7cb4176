"""The metaclass's __call__ runs for both class statements.

Says: `call FeedFormat` is in `ORDER`, and is never logged
"""

ORDER = [
    "call FeedFormat",
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
