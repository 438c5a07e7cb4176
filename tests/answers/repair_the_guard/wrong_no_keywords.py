"""Class keywords are somebody else's affair, so the hook doesn't take any.

Says: takes the class keyword `currency`. The class statement failed
"""


class FeedFormat:
    def __init_subclass__(cls):
        super().__init_subclass__()
        if not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{cls.__name__} needs a schema")
