"""A metaclass that writes down and never refuses; judged classes carry their own verdict."""

import importlib
import sys
from collections import defaultdict
from types import SimpleNamespace

MADE = defaultdict(dict)


class FormatGuard(type):
    def __init__(cls, name, bases, body, **keywords):
        super().__init__(name, bases, body, **keywords)
        if bases and not body.get("abstract", False):
            MADE[cls.__module__][cls.__qualname__] = cls

    @property
    def fault(cls):
        schema = getattr(cls, "schema", None)
        return None if isinstance(schema, dict) else f"{cls.__module__}.{cls.__name__}: schema is {schema!r}"


class FeedFormat(metaclass=FormatGuard):
    pass


def load(modules):
    problems = []
    good = []
    for name in modules:
        try:
            __import__(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            MADE.pop(name, None)
            problems.append(f"{name} does not load: {error!r}")
    for name in modules:
        if name in sys.modules:
            for cls in MADE[name].values():
                problems.append(cls.fault) if cls.fault else good.append(cls)
    return SimpleNamespace(formats=good, problems=problems)
