"""Only assignments need a hook; reading finds the value in the instance.

Says: gives the column itself, and not the line's seat
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.name, self.label = name, f"{owner.__name__}.{name}"

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(self.label)
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
        instance.__dict__[self.name] = value
