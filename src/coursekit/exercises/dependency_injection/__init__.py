"""The exercises of the lesson on dependency injection, each around Curtain's payment port and its vendor."""

from coursekit.exercises.dependency_injection import (
    adapter_for_a_hostile_sdk,
    contract_test,
    how_much_injection,
    untangle_checkout,
)
from coursekit.exercises.dependency_injection.decisions import COLLABORATORS, SCENARIOS, WAYS, try_out
from coursekit.lessons import Lesson

__all__ = ["COLLABORATORS", "EXERCISES", "LESSON", "SCENARIOS", "WAYS", "try_out"]

LESSON = Lesson(
    topic="dependency_injection",
    title="Dependency injection",
    minutes=50,
    teaches=(
        "idempotency key",
        "lost reply",
        "composition root",
        "service locator",
        "port",
        "adapter",
        "anti-corruption layer",
        "hexagon",
        "fake",
        "autospec",
        "contract",
        "captive dependency",
        "ExitStack",
        "container framework",
        "scope",
    ),
    needs=("unittest.mock", "dataclasses", "context managers", "typing.Protocol"),
)

EXERCISES = (
    adapter_for_a_hostile_sdk.EXERCISE,
    untangle_checkout.EXERCISE,
    contract_test.EXERCISE,
    how_much_injection.EXERCISE,
)
