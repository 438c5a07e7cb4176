"""The rule is asked first, and fails by itself on what it can't compare.

Says: but the message does not name the class and the column
Like: wrong_name_by_hand
"""


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.place, self.label = f"_{name}", f"{owner.__name__}.{name}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.place)

    def __set__(self, instance, value):
        if self.rule and not self.rule(value):
            raise ValueError(self.label)
        if type(value) is not self.kind:
            raise TypeError(self.label)
        setattr(instance, self.place, value)
