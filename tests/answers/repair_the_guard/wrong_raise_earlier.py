"""The value is looked at, but still in the body: what is inherited is not there.

Says: A format with the schema of its parent was refused
"""

from abc import ABCMeta


class FormatGuard(ABCMeta):
    def __new__(mcls, name, bases, body, **keywords):
        if bases and not isinstance(body.get("schema"), dict):
            raise TypeError(f"{name} needs a schema")
        return super().__new__(mcls, name, bases, body, **keywords)


class FeedFormat(metaclass=FormatGuard):
    schema = {}
