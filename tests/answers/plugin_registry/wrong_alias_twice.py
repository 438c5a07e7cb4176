"""Every name in the module that is bound to a format is a format.

Says: registers phoenix.StandardFeed more than once
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
        for cls in vars(module).values():
            if not isinstance(cls, type) or cls.__module__ != name or not issubclass(cls, FeedFormat):
                continue
            if vars(cls).get("abstract"):
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            else:
                problems.append(f"{name}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
