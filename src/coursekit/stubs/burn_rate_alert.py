from collections.abc import Callable


def alert(count: Callable[[int], tuple[int, int]]) -> str | None:
    """Say what the last minutes call for: "page", "ticket" or None."""
    failed, _ = count(5)
    return "page" if failed > 10 else None