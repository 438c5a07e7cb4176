"""What stands in a module belongs to it, imported or not.

Says: `globe` imports this format in order to derive from it
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
            if (
                issubclass(cls, FeedFormat)
                and cls is not FeedFormat
                and cls not in registry.formats
                and not vars(cls).get("abstract")
            ):
                if isinstance(getattr(cls, "schema", None), dict):
                    registry.formats.append(cls)
                else:
                    registry.problems.append(f"{name}.{cls.__name__}: schema is no dict")
    return registry
