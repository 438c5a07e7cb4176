"""inspect.getmembers lists a module's classes.

Says: odeon.LobbyFeed and odeon.StandardFeed; the order expected was
"""

import importlib
import inspect
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
        classes = [cls for _, cls in inspect.getmembers(module, inspect.isclass)]
        for cls in dict.fromkeys(classes):
            if cls.__module__ != name or not issubclass(cls, FeedFormat) or vars(cls).get("abstract"):
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            else:
                problems.append(f"{name}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
