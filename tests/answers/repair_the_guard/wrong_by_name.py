"""The base is told from the formats by its name.

Says: Being called like the base was enough
"""

from abc import ABCMeta


class FormatGuard(ABCMeta):
    def __init__(cls, name, bases, body, **keywords):
        super().__init__(name, bases, body, **keywords)
        if name != "FeedFormat" and not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{name} needs a schema")


class FeedFormat(metaclass=FormatGuard):
    pass
