"""setattr under the column's own name writes into the instance.

Says: `PhoenixLine().row = 'A'` called itself without end
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.name, self.label = name, f"{owner.__name__}.{name}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(self.label)
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
        setattr(instance, self.name, value)
