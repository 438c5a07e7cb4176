"""The same few seats and prices come again and again: the rule is asked once for each value.

Says: of a column with one, 10 are still in memory
"""

from functools import cache


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule and cache(rule)

    def __set_name__(self, owner, name):
        self.label, self.place = f"{owner.__name__}.{name}", f"_{name}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.place)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            raise TypeError(f"{self.label}: {value!r}")
        if self.rule and not self.rule(value):
            raise ValueError(f"{self.label}: {value!r}")
        setattr(instance, self.place, value)
