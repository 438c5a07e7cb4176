"""Whoever gets the error will not look at the value any more.

Says: `PhoenixLine().seat = -1` was refused, as it should be. But before it `seat` was 4, and now it reads -1
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.place, self.label = f"_{name}", f"{owner.__name__}.{name}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.place)

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(self.label)
        setattr(instance, self.place, value)
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
