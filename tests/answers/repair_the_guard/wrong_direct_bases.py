"""A schema may stand in the class or in one of its parents; grandparents are forgotten.

Says: A format with the schema of its grandparent was refused
"""

from abc import ABCMeta


class FormatGuard(ABCMeta):
    def __new__(mcls, name, bases, body, **keywords):
        candidates = [body, *(vars(base) for base in bases if base is not FeedFormat)] if bases else []
        for each in candidates:
            if "schema" in each:
                if not isinstance(each["schema"], dict):
                    raise TypeError(f"{name}: schema must be a dict")
                break
        else:
            if bases:
                raise TypeError(f"{name} needs a schema")
        return super().__new__(mcls, name, bases, body, **keywords)


class FeedFormat(metaclass=FormatGuard):
    schema = {}
