"""A copy is kept, so that nobody changes the value behind the column's back.

Says: what is read is another object: a copy
"""

import copy


class Column:
    def __init__(self, kind, rule):
        self.kind, self.rule = kind, rule

    def __set_name__(self, owner, name):
        self.label, self.slot = f"{owner.__name__}.{name}", f"_{name}"

    def __get__(self, line, owner=None):
        return self if line is None else getattr(line, self.slot)

    def __set__(self, line, value):
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            raise TypeError(f"{self.label} takes {self.kind.__name__}, not {value!r}")
        if self.rule is not None and not self.rule(value):
            raise ValueError(f"{self.label} refuses {value!r}")
        setattr(line, self.slot, copy.deepcopy(value))
