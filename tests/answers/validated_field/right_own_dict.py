"""The instance's dictionary under the column's own name; where there is none, the private slot."""


class Column:
    def __init__(self, kind, rule=None):
        self.kind = kind
        self.rule = rule

    def __set_name__(self, owner, name):
        self.owner = owner
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            try:
                return instance.__dict__[self.name]
            except KeyError:
                raise AttributeError(self.name) from None
        except AttributeError:
            return object.__getattribute__(instance, "_" + self.name)

    def __set__(self, instance, value):
        where = f"{type(instance).__name__}.{self.name}"
        if type(value) is not self.kind:
            raise TypeError(f"{where} takes {self.kind.__name__}, not {value!r}")
        if self.rule is not None and not self.rule(value):
            raise ValueError(f"{where}: {value!r} breaks the rule")
        if hasattr(instance, "__dict__"):
            instance.__dict__[self.name] = value
        else:
            object.__setattr__(instance, "_" + self.name, value)
