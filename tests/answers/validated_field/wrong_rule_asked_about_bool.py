"""Kind, then rule, then the special case: True is of kind int until somebody asks.

Says: But `rule` was asked about True
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.label, self.slot = f"{owner.__name__}.{name}", "_" + name

    def __get__(self, obj, owner=None):
        return self if obj is None else getattr(obj, self.slot)

    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(self.label)
        ok = self.rule is None or self.rule(value)
        if isinstance(value, bool) and self.kind is not bool:
            raise TypeError(self.label)
        if not ok:
            raise ValueError(self.label)
        setattr(obj, self.slot, value)
