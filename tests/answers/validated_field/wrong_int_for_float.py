"""An int will do wherever a float is asked for, as it does for a type checker.

Says: `OdeonLine().discount = 1` was accepted
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.label, self.slot = f"{owner.__name__}.{name}", "_" + name

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return getattr(obj, self.slot)

    def __set__(self, obj, value):
        kinds = (int, float) if self.kind is float else self.kind
        if isinstance(value, bool) and self.kind is not bool or not isinstance(value, kinds):
            raise TypeError(f"{self.label}: {value!r}")
        if self.rule is not None and not self.rule(value):
            raise ValueError(f"{self.label}: {value!r}")
        setattr(obj, self.slot, value)
