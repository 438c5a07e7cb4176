"""The bases are known before there is a class: the first of them that has a schema answers for it.

Says: whose bases disagree, and whose `schema` is None was accepted
"""

from abc import ABCMeta


class Guard(ABCMeta):
    def __new__(mcls, name, bases, ns, **keywords):
        if bases:
            found = (
                ns.get("schema", None)
                if "schema" in ns
                else next((b.schema for b in bases if hasattr(b, "schema")), None)
            )
            if not isinstance(found, dict):
                raise TypeError(f"{name} has no schema")
        return super().__new__(mcls, name, bases, ns, **keywords)


class FeedFormat(metaclass=Guard):
    pass
