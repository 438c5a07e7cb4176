"""One list for the process: every class that was ever defined is in it.

Says: `load(['almeida', 'bush'])` gives phoenix.StandardFeed
"""

import importlib
from types import SimpleNamespace

_formats, _problems = [], []


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if vars(cls).get("abstract"):
            return
        if isinstance(getattr(cls, "schema", None), dict):
            _formats.append(cls)
        else:
            _problems.append(f"{cls.__module__}.{cls.__name__}: bad schema")


def load(modules):
    broken = []
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            broken.append(f"{name}: {error!r}")
            _formats[:] = [cls for cls in _formats if cls.__module__ != name]
            _problems[:] = [line for line in _problems if not line.startswith(f"{name}.")]
    return SimpleNamespace(formats=list(_formats), problems=[*_problems, *broken])
