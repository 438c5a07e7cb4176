"""The hook takes all keywords, so that none does harm, and calls nobody.

Says: in its `__init_subclass__`, which was never called
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        if not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{cls.__name__} needs a schema")
