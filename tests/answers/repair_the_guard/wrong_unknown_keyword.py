"""Keywords are passed on only where somebody in the MRO has an __init_subclass__; the others vanish.

Says: a typing error is silently ignored
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        after = cls.__mro__[cls.__mro__.index(FeedFormat) + 1 : -1]
        if any("__init_subclass__" in vars(each) for each in after):
            super().__init_subclass__(**keywords)
        if not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{cls.__name__} needs a schema")
