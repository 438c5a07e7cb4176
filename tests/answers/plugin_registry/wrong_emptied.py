"""Each load begins with an empty list, which the imports fill.

Says: does not register bush.BushFeed and bush.BushArchiveFeed. `bush` had been imported by somebody else before
"""

import importlib
from types import SimpleNamespace

_classes = []


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not vars(cls).get("abstract"):
            _classes.append(cls)


def load(modules):
    _classes.clear()
    formats, problems = [], []
    for name in modules:
        begin = len(_classes)
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            problems.append(f"{name}: {error!r}")
            del _classes[begin:]
    for cls in _classes:
        if isinstance(getattr(cls, "schema", None), dict):
            formats.append(cls)
        else:
            problems.append(f"{cls.__module__}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
