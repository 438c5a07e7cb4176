"""The traceback says which class it is.

Says: the message does not name OdeonFeed
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError("a feed format needs a dict as schema")
