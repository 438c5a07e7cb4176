"""On the finished class hasattr is enough.

Says: A format whose schema is None was accepted. The guard saw that there is a name
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not hasattr(cls, "schema"):
            raise TypeError(f"{cls.__name__} needs a schema")
