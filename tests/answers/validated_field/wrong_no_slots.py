"""Every instance has a __dict__.

Says: `SlottedLine().seat = 0` was refused
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.name, self.label = name, f"{owner.__name__}.{name}"

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.name not in vars(instance):
            raise AttributeError(self.label)
        return vars(instance)[self.name]

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(self.label)
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
        vars(instance)[self.name] = value
