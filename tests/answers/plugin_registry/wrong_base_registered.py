"""A format is whatever is derived from FeedFormat, and issubclass says so of FeedFormat too.

Says: reports 'plugin_registry.FeedFormat: bad schema'
"""

import importlib
from types import SimpleNamespace


class FeedFormat:
    pass


def load(modules):
    formats, problems = [], []
    for name in modules:
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            problems.append(f"{name}: {error!r}")
            continue
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if not issubclass(cls, FeedFormat) or vars(cls).get("abstract"):
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            else:
                problems.append(f"{cls.__module__}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
