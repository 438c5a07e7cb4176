"""Whoever loads plug-ins checks them, and raises at the first that is bad.

Says: raised ValueError (PalacePromoFeed has no schema): the service does not start
"""

import importlib
from types import SimpleNamespace


class FeedFormat:
    pass


def load(modules):
    formats = []
    for name in modules:
        module = importlib.import_module(name)
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if not issubclass(cls, FeedFormat) or cls is FeedFormat or vars(cls).get("abstract"):
                continue
            if not isinstance(getattr(cls, "schema", None), dict):
                raise ValueError(f"{cls.__name__} has no schema")
            formats.append(cls)
    return SimpleNamespace(formats=formats, problems=[])
