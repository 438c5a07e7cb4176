"""The registry is a module's object, cleared at each call.

Says: had given before changed with this call
"""

import importlib
from types import SimpleNamespace


class FeedFormat:
    pass


REGISTRY = SimpleNamespace(formats=[], problems=[])


def load(modules):
    registry = REGISTRY
    registry.formats.clear()
    registry.problems.clear()
    for name in modules:
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            registry.problems.append(f"{name}: {error!r}")
            continue
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if issubclass(cls, FeedFormat) and cls.__module__ == name and not vars(cls).get("abstract"):
                if isinstance(getattr(cls, "schema", None), dict):
                    registry.formats.append(cls)
                else:
                    registry.problems.append(f"{name}.{cls.__name__}: schema is no dict")
    return registry
