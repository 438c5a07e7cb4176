"""Values beside the instances, by identity, and a finalizer that takes them away with the instance."""

import weakref


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule, self.values = kind, rule, {}

    def __set_name__(self, owner, name):
        self.label = owner.__name__ + "." + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if id(instance) not in self.values:
            raise AttributeError(f"{self.label} was never set")
        return self.values[id(instance)]

    def __set__(self, instance, value):
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            raise TypeError(f"{self.label}: {self.kind.__name__} expected, {type(value).__name__} given")
        if self.rule and not self.rule(value):
            raise ValueError(f"{self.label}: {value!r} is not allowed")
        if id(instance) not in self.values:
            weakref.finalize(instance, self.values.pop, id(instance), None)
        self.values[id(instance)] = value
