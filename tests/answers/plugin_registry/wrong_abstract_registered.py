"""Whatever has a schema can be imported with.

Says: registers barbican.SemicolonFeed, which is no format to import with
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
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            elif not vars(cls).get("abstract"):
                problems.append(f"{name}.{cls.__name__}: bad schema")
    return SimpleNamespace(formats=formats, problems=problems)
