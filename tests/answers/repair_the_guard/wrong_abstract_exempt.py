"""An abstract format is only a base, and needs no schema.

Says: that is abstract and has no schema was accepted
"""

from abc import ABC


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if ABC in cls.__bases__:
            return
        if not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{cls.__name__} needs a schema")
