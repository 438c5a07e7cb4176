"""__new__ judges the class and forgets to return it.

Says: `FeedFormat` is bound to an object of type NoneType
"""


class FormatGuard(type):
    def __new__(mcls, name, bases, body, **keywords):
        cls = super().__new__(mcls, name, bases, body, **keywords)
        if bases and not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{name} needs a schema")


class FeedFormat(metaclass=FormatGuard):
    pass
