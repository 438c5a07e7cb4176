"""The same rule in the metaclass's __init__; the base keeps its empty schema, which is recognised as the base's."""

from abc import ABCMeta


class FormatGuard(ABCMeta):
    def __init__(cls, name, bases, body, **keywords):
        super().__init__(name, bases, body, **keywords)
        formats = [base for base in cls.__mro__[1:] if type(base) is FormatGuard]
        if not formats:
            return
        root = formats[-1]
        for each in cls.__mro__:
            if each is root:
                break
            if "schema" in each.__dict__:
                if isinstance(each.__dict__["schema"], dict):
                    return
                raise TypeError(f"{name}: schema of {each.__name__} is no dict")
        raise TypeError(f"{name} has no schema")


class FeedFormat(metaclass=FormatGuard):
    schema = {}
