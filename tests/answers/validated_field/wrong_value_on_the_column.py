"""A column has one value, and `self` is where objects keep what is theirs.

Says: Three lines got the seats 1, 2 and 3
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.label = f"{owner.__name__}.{name}"

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            return self.value
        except AttributeError:
            raise AttributeError(self.label) from None

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(self.label)
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
        self.value = value
