"""A column converts: whatever int() takes is an int.

Says: `PlanLine().layout = Layout()` was refused
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.place, self.label = f"_{name}", f"{owner.__name__}.{name}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.place)

    def __set__(self, instance, value):
        try:
            value = self.kind(value)
        except (TypeError, ValueError):
            raise TypeError(self.label) from None
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
        setattr(instance, self.place, value)
