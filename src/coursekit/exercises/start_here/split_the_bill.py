"""The warm-up of the start page: two minutes, no database, and a cent that most first drafts lose."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from coursekit.exercises import Demand, Exercise, Wrong

_BASKET_LIMIT = 4
# The first tell the usual drafts apart; the sweep behind them leaves no price for an answer to be lucky with.
_TELLING = ((8_000, 3), (9_000, 2), (4_500, 1), (4_502, 4))


def _bills() -> Iterator[tuple[int, int]]:
    yield from _TELLING
    yield from ((cents, cards) for cents in range(100, 600) for cards in range(1, _BASKET_LIMIT + 1))


def _split(answer: ModuleType) -> Iterator[tuple[str, int, list[int]]]:
    """Yield for each bill the call as one writes it, the price, and the shares."""
    for cents, cards in _bills():
        call = f"`split_the_bill({cents}, {cards})`"
        shares = answer.split_the_bill(cents, cards)
        if not isinstance(shares, list | tuple):
            raise Wrong(
                f"{call} should give a list of cents, and gave {'None' if shares is None else _typed(shares)}.",
                "The caller counts the shares and then charges them. What does it need to be given?",
            )
        if len(shares) != cards:
            raise Wrong(
                f"{call} gave {len(shares)} shares for {_counted(cards, 'card')}: {list(shares)}.",
                "Which card does each entry of the list stand for?",
            )
        for share in shares:
            if not isinstance(share, int):
                raise Wrong(
                    f"{call} gave {share!r} as a share, {_typed(share)}. Cards are charged in whole cents, an `int`.",
                    "Which of Python's two divisions gives whole numbers?",
                )
        yield call, cents, list(shares)


def _one_for_each(answer: ModuleType) -> None:
    for _ in _split(answer):
        pass


def _adds_up(answer: ModuleType) -> None:
    for call, cents, shares in _split(answer):
        off = sum(shares) - cents
        if off:
            counted, much = _counted(abs(off), "cent"), "much" if off > 0 else "little"
            raise Wrong(
                f"{call} gave {shares}. That adds up to {sum(shares)} cents: {counted} too {much}.",
                "A division leaves a rest. Who pays it?",
            )


def _fair(answer: ModuleType) -> None:
    for call, _, shares in _split(answer):
        apart = max(shares) - min(shares)
        if apart > 1:
            raise Wrong(
                f"{call} gave {shares}. The total is right, and one card pays {apart} cents more than another.",
                "The rest is smaller than the number of cards. How many cards need to pay a part of it?",
            )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def _typed(value: object) -> str:
    return f"a value of type `{type(value).__name__}`"


EXERCISE = Exercise(
    name="split_the_bill",
    topic="start_here",
    title="Split the bill",
    level="build",
    minutes=2,
    provides={"split_the_bill": ("cents", "cards")},
    demands=(
        Demand("one_for_each", "There is one share for each card, an `int`, in cents.", _one_for_each),
        Demand("adds_up", "The shares add up to the price, to the cent.", _adds_up),
        Demand("fair", "No card pays over one cent more than another.", _fair),
    ),
    hints=(
        "Do it on paper for 80.00 euros and three cards. What does each card pay, and what is left to pay?",
        "`cents // cards` goes to each card, and `cents % cards` cents are left. That rest is smaller than the "
        "number of cards, so no card needs to pay more than one cent of it.",
        "Almost the code:\n\n"
        "```python\n"
        "share, rest = divmod(cents, cards)\n"
        "return [share + 1] * ... + [share] * ...  # `rest` cards pay the cent, the others don't\n"
        "```",
    ),
    debrief=(
        '**The trade-off.** Somebody pays the odd cent. A fixed rule, such as "the first card", is easy to '
        "explain to a customer, and gives the same shares for the same basket every time. Drawing lots would be "
        "fairer, and no receipt could be computed again.\n\n"
        "**A second way.** `cents * (n + 1) // cards - cents * n // cards` for card `n`: each pays from one rounded "
        "mark to the next, so the sum is right whatever the marks are. It works for unequal weights, too.\n\n"
        "**Where it bites.** Wherever a total is divided and both ends are kept: tax for each line of an invoice, "
        "refunds of a part of an order, a discount over a basket. Round the parts on their own, and the ledger is "
        "off by a cent on some evenings only. On a quiet one the prices happen to divide."
    ),
)
