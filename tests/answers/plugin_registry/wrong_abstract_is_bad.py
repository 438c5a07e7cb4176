"""Each class is judged first, and only then asked whether it is abstract.

Says: reports CsvFeed, which says that it is abstract
"""

import importlib
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
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if cls is FeedFormat or not issubclass(cls, FeedFormat):
                continue
            if not isinstance(getattr(cls, "schema", None), dict):
                problems.append(f"{name}.{cls.__name__}: bad schema")
            elif not vars(cls).get("abstract"):
                formats.append(cls)
    return SimpleNamespace(formats=formats, problems=problems)
