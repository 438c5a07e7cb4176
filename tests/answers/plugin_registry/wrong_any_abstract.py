"""A class is abstract if there is an `abstract` in its body.

Says: which says `abstract = False`
"""

import importlib
from types import SimpleNamespace


class FeedFormat:
    pass


def load(modules):
    registry = SimpleNamespace(formats=[], problems=[])
    for name in modules:
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            registry.problems.append(f"{name}: {error!r}")
            continue
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if issubclass(cls, FeedFormat) and cls.__module__ == name and not "abstract" in vars(cls):
                if isinstance(getattr(cls, "schema", None), dict):
                    registry.formats.append(cls)
                else:
                    registry.problems.append(f"{name}.{cls.__name__}: schema is no dict")
    return registry
