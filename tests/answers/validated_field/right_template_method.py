"""A base descriptor that stores, and a subclass that validates; the place is mangled by nobody."""

from abc import ABC, abstractmethod


class Stored(ABC):
    __slots__ = ("attribute", "owner", "private")

    def __set_name__(self, owner, name):
        self.owner, self.attribute, self.private = owner.__qualname__, name, "_" + name

    def __get__(self, instance, owner):
        return self if instance is None else getattr(instance, self.private)

    def __set__(self, instance, value):
        self.validate(value)
        setattr(instance, self.private, value)

    @abstractmethod
    def validate(self, value): ...


class Column(Stored):
    __slots__ = ("kind", "rule")

    def __init__(self, kind, rule=None, /):
        self.kind = kind
        self.rule = rule or (lambda value: True)

    def validate(self, value):
        if isinstance(value, bool) > issubclass(self.kind, bool) or not isinstance(value, self.kind):
            raise TypeError(f"{self.owner}: {self.attribute} is {value!r}")
        if not self.rule(value):
            raise ValueError(f"{self.owner}: {self.attribute} is {value!r}")
