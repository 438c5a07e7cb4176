"""Build the start-up of the import service: one promoter's bad format must not stop the others."""

from __future__ import annotations

from coursekit.exercises import Demand, Exercise
from coursekit.exercises.metaclass_validation.promoters import theatre
from coursekit.exercises.metaclass_validation.registry_demands import (
    demand_no_abstract,
    demand_registration,
    demand_report,
    demand_survival,
)
from coursekit.exercises.metaclass_validation.registry_repeats import demand_reload, demand_repeatability

EXERCISE = Exercise(
    name="plugin_registry",
    topic="metaclass_validation",
    title="A registry that survives its plug-ins",
    level="build",
    minutes=15,
    needs=("plug-in", "__init_subclass__"),
    provides={"FeedFormat": None, "load": ("modules",)},
    bench=theatre,
    demands=(
        Demand(
            "registers",
            "`formats` has every good format of these modules, once, in the order of `modules` and then of definition. "
            "Two modules may each have a class of the same name; a second name for a class makes no second format.",
            demand_registration,
        ),
        Demand(
            "reports_bad",
            "A format without a schema, or whose `schema` is no `dict`, is one line in `problems`, with its module, "
            "its class and the word `schema`; the other formats of its module are registered.",
            demand_report,
        ),
        Demand(
            "survives",
            "A module that cannot be imported, be it a `SyntaxError`, an `ImportError`, any other `Exception` or "
            "`sys.exit()`, is one line with its name and the exception's type. Nothing that it had defined until then "
            "is registered, and the other modules are loaded.",
            demand_survival,
        ),
        Demand(
            "leaves_out_abstract",
            "`FeedFormat` itself and classes with `abstract = True` in their own body are neither registered nor "
            "reported. `abstract` is not inherited.",
            demand_no_abstract,
        ),
        Demand(
            "again",
            "A module may have been imported before, which is not repeated, and `load` may be called again, with other "
            "modules or in another order: it answers for what the modules it is called with define themselves, and "
            "leaves earlier answers as they were.",
            demand_repeatability,
        ),
        Demand(
            "reloaded",
            "After `importlib.reload` of a module, `load` gives the classes that it has now, each once, and no problem "
            "that has been mended.",
            demand_reload,
        ),
    ),
    hints=(
        "When is a format found, and when is it judged? Does it have to be the same moment? And who holds the list: "
        "`FeedFormat`, or `load`?",
        "Finding may happen at the class statement (`__init_subclass__` writes it down and raises nothing) or after "
        "the import (`load` looks through the module's names). Judging can wait until `load` is called: then nothing "
        "that was wrong once is remembered for ever. What is written down at the class statement has to be kept by "
        "module and name, so that a reload replaces it and a failed import can be taken back. What is looked up in a "
        "module has to be told from what the module has merely imported, or named twice. `sys.exit()` raises "
        "SystemExit, which is no Exception.",
        "Almost the code, for a loader that looks through the modules:\n\n"
        "```python\n"
        "for name in modules:\n"
        "    try:\n"
        "        module = importlib.import_module(name)\n"
        "    except (Exception, SystemExit) as error:\n"
        "        problems.append(...)  # the module and type(error).__name__\n"
        "        continue\n"
        "    for cls in dict.fromkeys(vars(module).values()):  # fails on values without a hash: filter first\n"
        "        ...  # a class, below FeedFormat, defined in this module, not abstract in vars(cls)\n"
        "        ...  # its schema is a dict: formats; otherwise: problems\n"
        "```",
    ),
    debrief=(
        "**The trade-off.** A guard that raises at the class statement is the fastest feedback there is, for the "
        "author. For the service that loads forty authors' modules it is a way for each of them to stop all others. "
        "So: strict in the promoter's tests, and a report at the start. Then somebody has to read the report: count "
        "the problems in a metric, or refuse to start when *more* than so many fail.\n\n"
        "**A second way.** `__init_subclass__` that writes down instead of looking for: it finds classes that stand in "
        "no module's namespace, and needs the bookkeeping for reloads and failed imports. A decorator, "
        "`@registry.register`, needs no base class and says in the file that something is registered; what nobody "
        "decorates is not there. Between distributions, entry points: `importlib.metadata.entry_points(group=...)` "
        "gives names without importing anything, and each is loaded in a `try` of its own.\n\n"
        "**Where it bites.** `importlib.reload` keeps the names that the new text no longer defines, and every class "
        "of the first import lives on in whoever holds it: `isinstance` is then False between two classes of one name. "
        "SQLAlchemy's declarative registry warns when a class of the same name and module comes a second time, and "
        "refuses the second table of a name. `FeedFormat.__subclasses__()` holds weak references: an old class is in "
        "it until the cycle collector has been there, so that a registry built on it changes with the memory."
    ),
)
