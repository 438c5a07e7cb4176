"""Write, check, and put back what was there if the check fails; None, if there was nothing.

Says: had never been set, and now it reads None
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.label, self.slot = f"{owner.__name__}.{name}", "_" + name

    def __get__(self, obj, owner=None):
        return self if obj is None else getattr(obj, self.slot)

    def __set__(self, obj, value):
        old = getattr(obj, self.slot, None)
        setattr(obj, self.slot, value)
        try:
            if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
                raise TypeError(f"{self.label} takes {self.kind.__name__}, not {value!r}")
            if self.rule is not None and not self.rule(value):
                raise ValueError(f"{self.label} refuses {value!r}")
        except (TypeError, ValueError):
            setattr(obj, self.slot, old)
            raise
