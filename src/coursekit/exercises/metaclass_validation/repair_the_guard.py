"""Repair the guard of the feed formats: judge the finished class, and leave room for others."""

from __future__ import annotations

from coursekit.exercises import Demand, Exercise
from coursekit.exercises.metaclass_validation.guard_demands import (
    demand_a_dict,
    demand_inheritance,
    demand_own_schema,
    demand_some_schema,
)
from coursekit.exercises.metaclass_validation.guard_neighbours import demand_abc, demand_keywords

EXERCISE = Exercise(
    name="repair_the_guard",
    topic="metaclass_validation",
    title="Repair the guard",
    level="repair",
    minutes=12,
    needs=("class statement", "class keyword", "__init_subclass__", "metaclass conflict"),
    provides={"FeedFormat": None},
    demands=(
        Demand(
            "own_schema",
            "A format with a `dict` of its own as `schema` is accepted. So is `schema = {}`: who says that there are "
            "no columns has said something.",
            demand_own_schema,
        ),
        Demand(
            "no_schema",
            "A format whose `schema` is anything but a `dict` (None, a number, a class, a property) is refused when it "
            "is defined, with a `TypeError` whose message names the class.",
            demand_a_dict,
        ),
        Demand(
            "missing",
            "A format without any schema is refused in the same way, whatever it is called. What `FeedFormat` itself "
            "may have as `schema` does not count.",
            demand_some_schema,
        ),
        Demand(
            "inherited",
            "A schema may come from any class above, be it a format or a mixin, as long as attribute lookup finds it. "
            "What lookup finds is what is judged: overriding it by None is refused.",
            demand_inheritance,
        ),
        Demand(
            "keywords",
            "Class keywords reach the mixin that takes them in its `__init_subclass__`, before or after `FeedFormat` "
            "in the bases; a keyword that nobody takes is still a `TypeError`.",
            demand_keywords,
        ),
        Demand(
            "with_abc",
            "A format may derive from `abc.ABC` as well; it needs a schema like any other, and its abstract methods "
            "stay abstract.",
            demand_abc,
        ),
    ),
    hints=(
        "The guard runs before the class exists. What can it know at that moment, and what will only the finished "
        "class know? Try `type.mro` in your head for `class LyricFeed(SeatColumns, FeedFormat)`.",
        "The body's namespace holds what the body says, and nothing inherited. So let the class be made first, and "
        "look at `cls.schema` then. There is a hook for that which needs no metaclass: `__init_subclass__`, an "
        "implicit class method of the base, called for each class below it and never for the base itself. It gets the "
        "class keywords; what it doesn't take itself belongs to `super()`. And as long as the base has a `schema`, "
        "every lookup succeeds.",
        "Almost the code:\n\n"
        "```python\n"
        "class FeedFormat:\n"
        "    schema: ClassVar[dict[str, type]]  # declared, and not bound\n\n"
        "    def __init_subclass__(cls, **keywords):\n"
        "        super().__init_subclass__(**keywords)\n"
        "        ...  # getattr(cls, 'schema', None) is a dict, or a TypeError that names cls\n"
        "```",
    ),
    debrief=(
        "**The trade-off.** `__init_subclass__` composes: no metaclass, so no conflict, and each class on the way adds "
        "its own rule by `super()`. But it is an agreement. One mixin whose `__init_subclass__` forgets `super()` and "
        "stands before the base switches your guard off, without a word. A metaclass can't be left out in this way. "
        "Neither of them sees what happens later: `PhoenixFeed.schema = None` passes both.\n\n"
        "**A second way.** A metaclass that derives from `ABCMeta` and looks at the finished class after "
        "`super().__new__(mcls, name, bases, body, **keywords)`. It gets along with ABC, and conflicts again with the "
        "next library that has a metaclass. A class decorator is more explicit, and is not inherited: whoever forgets "
        "it has no check.\n\n"
        "**Where it bites.** `Enum` and SQLAlchemy's `DeclarativeBase` bring metaclasses of their own, pydantic's "
        "`BaseModel` one that derives from `ABCMeta`; a base class with a metaclass excludes all that do not fit it. "
        "ABC itself makes the opposite choice of time: an abstract class may be defined, and fails when it is "
        "instantiated. And a guard that reads annotations from the body's namespace finds none on Python 3.14; "
        "`inspect.get_annotations(cls)`, and `annotationlib` from 3.14 on, ask the finished class."
    ),
)
