"""What can go wrong with an import is an ImportError.

Says: raised SyntaxError
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
        except ImportError as error:
            problems.append(f"{name}: {error!r}")
            continue
        for cls in dict.fromkeys(each for each in vars(module).values() if isinstance(each, type)):
            if cls is FeedFormat or not issubclass(cls, FeedFormat) or vars(cls).get("abstract"):
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            else:
                problems.append(f"{name}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
