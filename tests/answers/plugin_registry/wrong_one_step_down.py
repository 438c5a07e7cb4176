"""FeedFormat.__subclasses__() lists the formats.

Says: and not phoenix.GalaFeed, which is derived from it
"""

import importlib
from types import SimpleNamespace


class FeedFormat:
    pass


def load(modules):
    registry = SimpleNamespace(formats=[], problems=[])
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            registry.problems.append(f"{name}: {error!r}")
            continue
        for cls in FeedFormat.__subclasses__():
            if cls.__module__ == name and not vars(cls).get("abstract"):
                if isinstance(getattr(cls, "schema", None), dict):
                    registry.formats.append(cls)
                else:
                    registry.problems.append(f"{name}.{cls.__name__}: schema is no dict")
    return registry
