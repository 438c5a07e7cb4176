"""The exercises of the lesson on metaclasses and validation: a guard, a trace, a descriptor, a registry of plug-ins."""

from coursekit.exercises.metaclass_validation import (
    order_of_creation,
    plugin_registry,
    repair_the_guard,
    validated_field,
)
from coursekit.exercises.metaclass_validation.program import CALLS, PROGRAM
from coursekit.lessons import Lesson

__all__ = ["CALLS", "EXERCISES", "LESSON", "PROGRAM"]

LESSON = Lesson(
    topic="metaclass_validation",
    title="Metaclass validation",
    minutes=50,
    teaches=(
        "class keyword",
        "class statement",
        "__prepare__",
        "__set_name__",
        "__init_subclass__",
        "get_annotations",
        "metaclass conflict",
        "lax",
        "strict model",
        "class decorator",
        "descriptor",
        "dataclass_transform",
        "parse at the edge",
        "frozen",
        "trust boundary",
        "plug-in",
    ),
    needs=("classes", "inheritance", "metaclass"),
)

EXERCISES = (
    repair_the_guard.EXERCISE,
    order_of_creation.EXERCISE,
    validated_field.EXERCISE,
    plugin_registry.EXERCISE,
)
