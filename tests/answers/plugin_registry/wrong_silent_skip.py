"""What has no schema is no format, and left out.

Says: registers the others and reports nothing of it
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
            if not issubclass(cls, FeedFormat) or cls is FeedFormat or vars(cls).get("abstract"):
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
    return SimpleNamespace(formats=formats, problems=problems)
