"""A text from a file is stripped before it is kept.

Says: `OdeonLine().block` was set to ' stalls ' and reads 'stalls'
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.label, self.slot = f"{owner.__name__}.{name}", "_" + name

    def __get__(self, obj, owner=None):
        return self if obj is None else getattr(obj, self.slot)

    def __set__(self, obj, value):
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            raise TypeError(self.label)
        if self.kind is str:
            value = value.strip()
        if self.kind is int:
            value = int(value)
        if self.rule is not None and not self.rule(value):
            raise ValueError(self.label)
        setattr(obj, self.slot, value)
