"""A registry is a dict from class name to class.

Says: does not register phoenix.StandardFeed
"""

import importlib
from types import SimpleNamespace


class FeedFormat:
    registry = {}

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not vars(cls).get("abstract"):
            FeedFormat.registry[cls.__name__] = cls


def load(modules):
    formats, problems = [], []
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            problems.append(f"{name}: {error!r}")
    for cls in FeedFormat.registry.values():
        if isinstance(getattr(cls, "schema", None), dict):
            formats.append(cls)
        else:
            problems.append(f"{cls.__module__}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
