"""Errors should never pass silently: a bad format raises where it is defined.

Says: does not register palace.PalaceFeed and palace.PalaceSchoolFeed. PalacePromoFeed has no schema
"""

import importlib
from types import SimpleNamespace

_classes = {}


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if vars(cls).get("abstract"):
            return
        if not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{cls.__name__} needs a schema")
        _classes.setdefault(cls.__module__, {})[cls.__qualname__] = cls


def load(modules):
    formats, problems = [], []
    for module in modules:
        try:
            importlib.import_module(module)
        except (Exception, SystemExit) as error:
            _classes.pop(module, None)
            problems.append(f"{module}: {type(error).__name__}: {error}")
        formats.extend(_classes.get(module, {}).values())
    return SimpleNamespace(formats=formats, problems=problems)
