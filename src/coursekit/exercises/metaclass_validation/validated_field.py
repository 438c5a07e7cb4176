"""Build a descriptor that validates a column's values: where the value lives decides what else goes wrong."""

from __future__ import annotations

from coursekit.exercises import Demand, Exercise
from coursekit.exercises.metaclass_validation.column_demands import (
    demand_class_access,
    demand_independence,
    demand_inheritance,
    demand_kept,
    demand_refusal,
)
from coursekit.exercises.metaclass_validation.column_storage import demand_freed, demand_slots

EXERCISE = Exercise(
    name="validated_field",
    topic="metaclass_validation",
    title="A column that validates",
    level="build",
    minutes=12,
    needs=("descriptor", "__set_name__"),
    provides={"Column": ("kind", "rule")},
    demands=(
        Demand(
            "keeps",
            "A value that is set is what is read afterwards, be it `0`, `False` or an empty text; a column that was "
            "never set raises `AttributeError`.",
            demand_kept,
        ),
        Demand(
            "independent",
            "Each instance has values of its own, in each class. Two instances that compare equal are still two, and "
            "need not have a hash.",
            demand_independence,
        ),
        Demand(
            "refuses",
            "A value of another kind is a `TypeError`, and one that `rule` gives False for a `ValueError`; the message "
            "names class and column. `rule` is asked only about values of the right kind. `True` and `False` are of "
            "kind `bool` alone. After an error the old value is still there.",
            demand_refusal,
        ),
        Demand("on_the_class", "Read on a class, the attribute gives the column itself.", demand_class_access),
        Demand(
            "below",
            "In a subclass the inherited columns work as its own do; the message may name either class.",
            demand_inheritance,
        ),
        Demand(
            "slots",
            "It works in a class without `__dict__`, whose `__slots__` are `__weakref__` and, for each column, its "
            "name with `_` before it.",
            demand_slots,
        ),
        Demand("freed", "An instance that is dropped is freed, and so are its values.", demand_freed),
    ),
    hints=(
        "One `Column` object serves all instances of a class. What may it keep in itself, and what must lie with the "
        "instance? Who tells it what it is called?",
        "`__set_name__(owner, name)` is called once, when the class is made: keep both. `__set__` checks the kind, "
        "then the rule, and writes last. Under its own name it can't write by `setattr`, because a data descriptor "
        "comes first and would be asked again. A private name beside it works with `setattr`, in a `__dict__` as well "
        "as in a slot. `__get__` is called with None for the instance when somebody reads the attribute on the class.",
        "Almost the code:\n\n"
        "```python\n"
        "def __set_name__(self, owner, name):\n"
        "    self.label, self.place = f'{owner.__name__}.{name}', f'_{name}'\n\n"
        "def __get__(self, instance, owner=None):\n"
        "    ...  # no instance: self; else getattr(instance, self.place)\n\n"
        "def __set__(self, instance, value):\n"
        "    ...  # isinstance, but a bool only where kind is bool; then the rule; at last setattr at self.place\n"
        "```",
    ),
    debrief=(
        "**The trade-off.** A descriptor checks each assignment, wherever it comes from, and only that. It doesn't "
        "know whether all columns were set, and can't compare two of them: for 'cents is 0 where the seat is for a "
        "carer' you need a constructor, or an `__init_subclass__` and a method. And each read and write is now a call "
        "in Python: in a loop over a feed you pay for it.\n\n"
        "**A second way.** Keep the value in `instance.__dict__[name]`, under the same name: a data descriptor comes "
        "before the instance's dictionary, so nothing collides, and `vars(line)` reads well; but there have to be "
        "dictionaries. A `WeakKeyDictionary` looks like the answer for foreign classes, and goes by equality: two "
        "equal lines share a value, and a dataclass has no hash.\n\n"
        "**Where it bites.** `@dataclass` reads a field's default on the class, so an annotated column becomes the "
        "default value itself: let `__get__` raise AttributeError there, or leave out the annotation. SQLAlchemy's "
        "`InstrumentedAttribute` gives itself when read on the class, which is why `Seat.row == 'A'` can be a "
        "condition. pydantic validates in the constructor and, unless you ask for `validate_assignment`, not "
        "afterwards."
    ),
)
