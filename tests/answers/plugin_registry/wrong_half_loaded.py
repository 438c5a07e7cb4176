"""Classes write themselves down, and what an import had defined before it failed stays written.

Says: fails halfway through its import
"""

import importlib
from types import SimpleNamespace

_classes = {}


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not vars(cls).get("abstract"):
            _classes.setdefault(cls.__module__, {})[cls.__qualname__] = cls


def load(modules):
    formats, problems = [], []
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            problems.append(f"{name}: {error!r}")
        for cls in _classes.get(name, {}).values():
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            else:
                problems.append(f"{name}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
