"""A metaclass that gets along with ABC: it derives from ABCMeta, makes the class first and judges it afterwards."""

from abc import ABCMeta


class FormatGuard(ABCMeta):
    def __new__(mcls, name, bases, body, **keywords):
        cls = super().__new__(mcls, name, bases, body, **keywords)
        if any(isinstance(base, FormatGuard) for base in bases) and not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"feed format {name}: schema has to be a dict of columns")
        return cls


class FeedFormat(metaclass=FormatGuard):
    pass
