"""One name for all: it is kept on the descriptor's class, where the last class statement overwrites it.

Says: The two columns have one place between them
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        Column.name, Column.owner = name, owner.__name__

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, "_" + self.name)

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(f"{self.owner}.{self.name}")
        if self.rule and not self.rule(value):
            raise ValueError(f"{self.owner}.{self.name}")
        setattr(instance, "_" + self.name, value)
