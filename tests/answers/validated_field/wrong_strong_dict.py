"""A dictionary from instance to value, kept by identity: an entry costs nothing once its instance is gone.

Says: The lines are gone, but 10 of their values are still in memory
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule, self.values = kind, rule, {}

    def __set_name__(self, owner, name):
        self.label = f"{owner.__name__}.{name}"

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            return self.values[id(instance)]
        except KeyError:
            raise AttributeError(self.label) from None

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(self.label)
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
        self.values[id(instance)] = value
