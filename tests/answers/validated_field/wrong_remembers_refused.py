"""The column remembers the last line that it refused, for the report.

Says: 1 of them is still in memory
"""


class Column:
    """remembers the last refused instance for diagnostics"""

    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.label, self.slot = f"{owner.__name__}.{name}", "_" + name

    def __get__(self, obj, owner=None):
        return self if obj is None else getattr(obj, self.slot)

    def __set__(self, obj, value):
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            self.refused = (obj, value)
            raise TypeError(self.label)
        if self.rule is not None and not self.rule(value):
            self.refused = (obj, value)
            raise ValueError(self.label)
        setattr(obj, self.slot, value)
