"""__subclasses__, walked; what the module does not hold under its name any more is of yesterday."""

import importlib
import sys
from typing import NamedTuple


class FeedFormat:
    pass


class Registry(NamedTuple):
    formats: list
    problems: list


def below(cls):
    for each in cls.__subclasses__():
        yield each
        yield from below(each)


def load(modules):
    formats, problems = [], []
    for name in modules:
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            problems.append(f"module {name}: {type(error).__name__}")
            continue
        mine = {each for each in below(FeedFormat) if each.__module__ == name}
        for attribute, cls in vars(module).items():
            if not isinstance(cls, type) or cls not in mine or attribute != cls.__name__:
                continue
            if vars(cls).get("abstract") is True:
                continue
            if isinstance(getattr(cls, "schema", None), dict):
                formats.append(cls)
            else:
                problems.append(f"module {name}: class {cls.__name__} without a schema")
    return Registry(formats, problems)
