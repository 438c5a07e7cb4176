"""The exceptions that an import can raise are listed, as far as one can think of them.

Says: raised SoldOut
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
        except (ImportError, SyntaxError, LookupError, NameError, TypeError, ValueError, SystemExit) as error:
            registry.problems.append(f"{name}: {error!r}")
            continue
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if issubclass(cls, FeedFormat) and cls.__module__ == name and not vars(cls).get("abstract"):
                if isinstance(getattr(cls, "schema", None), dict):
                    registry.formats.append(cls)
                else:
                    registry.problems.append(f"{name}.{cls.__name__}: schema is no dict")
    return registry
