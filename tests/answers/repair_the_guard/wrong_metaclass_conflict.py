"""The metaclass is repaired in every respect and still derives from type.

Says: `ABC` brings `ABCMeta`, `FeedFormat` brings `FormatGuard`
"""


class FormatGuard(type):
    def __new__(mcls, name, bases, body, **keywords):
        cls = super().__new__(mcls, name, bases, body, **keywords)
        if bases and not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{name} needs a schema")
        return cls


class FeedFormat(metaclass=FormatGuard):
    pass
