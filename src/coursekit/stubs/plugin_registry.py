import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field

FORMATS: list[type] = []


class FeedFormat:
    """What all promoters' formats are derived from."""

    def __init_subclass__(cls) -> None:
        if not isinstance(getattr(cls, "schema", None), dict):
            raise TypeError(f"{cls.__name__} needs a schema")
        FORMATS.append(cls)


@dataclass
class Registry:
    """What came of loading the promoters' modules."""

    formats: list[type] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def load(modules: Sequence[str]) -> Registry:
    """Import the modules and list their formats; what is wrong with one of them is a line in the report."""
    for name in modules:
        importlib.import_module(name)
    return Registry(FORMATS)