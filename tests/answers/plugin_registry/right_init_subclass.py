"""Classes write themselves down when they are made; they are judged, and the failed imports taken back, in load."""

import importlib
from dataclasses import dataclass, field

_classes = {}  # module -> {qualified name: class}


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        _classes.setdefault(cls.__module__, {})[cls.__qualname__] = cls


@dataclass
class Registry:
    formats: list[type] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def load(modules):
    registry = Registry()
    for module in modules:
        try:
            importlib.import_module(module)
        except (Exception, SystemExit) as error:
            _classes.pop(module, None)
            registry.problems.append(f"{module}: {error!r}")
            continue
        for cls in _classes.get(module, {}).values():
            if "abstract" in cls.__dict__ and cls.__dict__["abstract"]:
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                registry.formats.append(cls)
            else:
                registry.problems.append(f"{module}: {cls.__name__} has no usable schema")
    return registry
