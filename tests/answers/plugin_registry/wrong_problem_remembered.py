"""What was wrong at the class statement is noted there, and nobody strikes it out.

Says: The promoter has mended this format
"""

import importlib
from types import SimpleNamespace

_formats, _problems = {}, {}


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if vars(cls).get("abstract"):
            return
        if isinstance(getattr(cls, "schema", None), dict):
            _formats.setdefault(cls.__module__, {})[cls.__qualname__] = cls
        else:
            _problems.setdefault(cls.__module__, []).append(f"{cls.__module__}.{cls.__name__}: bad schema")


def load(modules):
    formats, problems = [], []
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            problems.append(f"{name}: {error!r}")
            _formats.pop(name, None)
            continue
        formats.extend(_formats.get(name, {}).values())
        problems.extend(_problems.get(name, []))
    return SimpleNamespace(formats=formats, problems=problems)
