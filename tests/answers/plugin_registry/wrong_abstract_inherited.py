"""`cls.abstract` says whether a class is abstract.

Says: Its parent says `abstract = True`, it does not
"""

import importlib
from types import SimpleNamespace


class FeedFormat:
    abstract = False


def load(modules):
    formats, problems = [], []
    for name in modules:
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            problems.append(f"{name}: {error!r}")
            continue
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if cls is FeedFormat or not issubclass(cls, FeedFormat) or cls.abstract:
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            else:
                problems.append(f"{name}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
