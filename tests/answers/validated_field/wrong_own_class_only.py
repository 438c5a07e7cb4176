"""Columns are looked up in the class of the instance itself.

Says: below the class that the column stands in, nothing is validated
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.owner, self.name = owner, name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, "_" + self.name)

    def __set__(self, instance, value):
        if type(instance) is self.owner:
            label = f"{self.owner.__name__}.{self.name}"
            if type(value) is not self.kind:
                raise TypeError(label)
            if self.rule and not self.rule(value):
                raise ValueError(label)
        setattr(instance, "_" + self.name, value)
