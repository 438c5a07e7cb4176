"""A program that logs the hooks of class creation, and why each comes where it comes."""

from __future__ import annotations

PROGRAM = """\
class FormatGuard(type):
    @classmethod
    def __prepare__(mcls, name, bases, **keywords):
        log(f"prepare {name}")
        return {}

    def __new__(mcls, name, bases, body, **keywords):
        log(f"new {name}")
        return super().__new__(mcls, name, bases, body, **keywords)

    def __init__(cls, name, bases, body, **keywords):
        log(f"init {name}")
        super().__init__(name, bases, body)

    def __call__(cls, *values):
        log(f"call {cls.__name__}")
        return super().__call__(*values)


class Column:
    def __set_name__(self, owner, name):
        log(f"set_name {owner.__name__}.{name}")


def sold_by(promoter):
    log("sold_by")

    def decorate(cls):
        log(f"decorate {cls.__name__}")
        return cls

    return decorate


class FeedFormat(metaclass=FormatGuard):
    promoter = Column()

    def __init_subclass__(cls, currency="EUR", **keywords):
        log(f"init_subclass {cls.__name__}")
        super().__init_subclass__(**keywords)

    def __init__(self):
        log("instance init")


@sold_by("Phoenix")
class PhoenixFeed(FeedFormat, currency="GBP"):
    log("body PhoenixFeed")
    seats = Column()
    cents = Column()


PhoenixFeed.row = Column()
PhoenixFeed()
"""

CALLS = (
    "body PhoenixFeed",
    "call FeedFormat",
    "call PhoenixFeed",
    "decorate PhoenixFeed",
    "init FeedFormat",
    "init PhoenixFeed",
    "init_subclass FeedFormat",
    "init_subclass PhoenixFeed",
    "instance init",
    "new FeedFormat",
    "new PhoenixFeed",
    "prepare FeedFormat",
    "prepare PhoenixFeed",
    "set_name FeedFormat.promoter",
    "set_name PhoenixFeed.cents",
    "set_name PhoenixFeed.promoter",
    "set_name PhoenixFeed.row",
    "set_name PhoenixFeed.seats",
    "sold_by",
)
"""All that the program could conceivably log; some of it never happens."""


def trace() -> list[str]:
    """Run the program.

    Returns:
        What it logged, in this order.
    """
    logged: list[str] = []
    exec(PROGRAM, {"__name__": "program", "log": logged.append})
    return logged


NEVER = {
    "call FeedFormat": "Nobody calls `FeedFormat`: that would make an instance of it. The class statement calls "
    "`FormatGuard`, and what that looks up is the `__call__` of `FormatGuard`'s own class.",
    "init_subclass FeedFormat": "`__init_subclass__` is looked up from the new class's parents on; a class is not its "
    "own parent. So a rule that stands there does not hold for the base that defines it.",
    "set_name PhoenixFeed.promoter": "`promoter` stands in the body of `FeedFormat`. A descriptor is told its name by "
    "the class whose body it stands in, once, and no subclass repeats it: its owner stays `FeedFormat`.",
    "set_name PhoenixFeed.row": "`row` was assigned when the class was finished. Assigning an attribute calls no "
    "`__set_name__`: this column does not know what it is called.",
}
NEVER_QUESTIONS = {
    "call FeedFormat": "Which line of the program calls a class, and which class?",
    "init_subclass FeedFormat": "Which class statement in the program has a parent that defines it?",
    "set_name PhoenixFeed.promoter": "In whose namespace does `promoter` lie when `PhoenixFeed` is made?",
    "set_name PhoenixFeed.row": "Who calls `__set_name__`, and when does it run?",
}


def hook(line: str) -> str:
    """Tell which hook a logged line is about."""
    return line if line == "instance init" else line.split()[0]


def reason(earlier: str, later: str) -> tuple[str, str]:
    """Say why one call comes before another, and what that is good for.

    Args:
        earlier: a logged line.
        later: a line that is logged after it, and that somebody expected before it.

    Returns:
        The reason, and a question that points on.
    """
    if hook(earlier) == hook(later) == "set_name":
        return (
            "A body's namespace keeps the order in which its names were bound, and `__set_name__` is called in it: "
            "whoever derives a file's columns from their descriptors gets them as they were written.",
            "Which column does the body bind first?",
        )
    if "FeedFormat" in earlier and "FeedFormat" not in later:
        return (
            "`FeedFormat` is finished before anything below its class statement begins.",
            "What has to exist before Python can even evaluate the bases of `PhoenixFeed`?",
        )
    return _REASONS.get((hook(earlier), hook(later))) or _REASONS_BY_LATER.get(hook(later)) or _REASONS_GENERAL


_REASONS = {
    ("prepare", "body"): (
        "The body has to run in a namespace, and `__prepare__` makes it: the one hook that can change what a name in "
        "the body means, and so a true reason for a metaclass.",
        "Where does the body's first assignment go?",
    ),
    ("prepare", "new"): (
        "`__new__` is handed the namespace that `__prepare__` made and the body filled.",
        "Where does the argument `body` come from?",
    ),
    ("body", "new"): (
        "`__new__` is handed the body's namespace as an argument: that is all it can know before it calls `super()`.",
        "What is in the argument `body`?",
    ),
    ("new", "set_name"): (
        "`__set_name__` is handed the class, and it is `type.__new__` that makes it. The log stands in the first line "
        "of `FormatGuard.__new__`, before that call.",
        "What is `owner` in `__set_name__`, and who made it?",
    ),
    ("new", "init_subclass"): (
        "`__init_subclass__` is handed the class, and it is `type.__new__` that makes it. The log stands in the first "
        "line of `FormatGuard.__new__`, before that call.",
        "What is `cls` in `__init_subclass__`, and who made it?",
    ),
    ("new", "init"): (
        "As with any object, it is made first and initialised then; the classes here are the metaclass's objects.",
        "What is the first argument of `FormatGuard.__init__`?",
    ),
    ("set_name", "init_subclass"): (
        "The columns have their names when `__init_subclass__` looks at the class, so a guard there may rely on them. "
        "Were it the other way round, no registry in `__init_subclass__` could ask a column what it is called.",
        "Which of the two would be of no use if it came first?",
    ),
    ("set_name", "init"): (
        "`__set_name__` is called by `type.__new__`, and so it is over when that returns. A metaclass's `__init__` "
        "already finds every column named.",
        "Who calls `FormatGuard.__init__`, and what has returned by then?",
    ),
    ("init_subclass", "init"): (
        "`__init_subclass__` is called by `type.__new__`, and so it is over when that returns. What a metaclass's "
        "`__init__` sets on the class comes too late for it.",
        "Who calls `FormatGuard.__init__`, and what has returned by then?",
    ),
    ("call", "instance init"): (
        "`type.__call__` is what calls an instance's `__new__` and `__init__`, and the metaclass's `__call__` stands "
        "around it: there a singleton or a pool would intervene.",
        "What does `super().__call__` do?",
    ),
}
_REASONS_BY_LATER = {
    "call": (
        "A metaclass's `__call__` runs when one of its classes is called, not when one is made. The class statement "
        "calls `FormatGuard`, and for that `type.__call__` is in charge.",
        "Which expression in the program has `PhoenixFeed` directly before a pair of parentheses?",
    ),
    "decorate": (
        "A decorator gets the finished class, after every hook of the metaclass has run. What it finds wrong has "
        "already been registered elsewhere.",
        "What is `decorate` called with?",
    ),
    "instance init": ("There is no instance yet.", "Which line of the program makes one?"),
}
_REASONS_GENERAL = (
    "The expression after the `@` is evaluated before anything of the class statement below it; only the call of what "
    "it gives comes at the end.",
    "In which order would Python run `PhoenixFeed = sold_by('Phoenix')(<the class statement>)`?",
)
