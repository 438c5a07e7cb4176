"""Where the value lies is the column's own, but the class's name is kept for all columns together.

Says: but the message does not name the class: PlanLine.seat
"""


class Column:
    owner = None

    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        Column.owner = owner
        self.name = name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, "_" + self.name)

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(f"{self.owner.__name__}.{self.name}")
        if self.rule and not self.rule(value):
            raise ValueError(f"{self.owner.__name__}.{self.name}")
        setattr(instance, "_" + self.name, value)
