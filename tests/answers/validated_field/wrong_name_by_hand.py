"""The name is passed by whoever makes the column; without one there is a default.

Says: but the message does not name the class and the column: column must be int
"""


class Column:
    def __init__(self, kind, rule, name="column"):
        self.kind, self.rule, self.name = kind, rule, name
        self.key = f"_column_{id(self)}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.key)

    def __set__(self, instance, value):
        if type(value) is not self.kind:
            raise TypeError(f"{self.name} must be {self.kind.__name__}")
        if self.rule and not self.rule(value):
            raise ValueError(f"{self.name} is out of range")
        setattr(instance, self.key, value)
