"""Test the test: the learner's contract must accept three sound gateways, and refuse each that breaks a promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType

from boxoffice.obolus.ledger import Fault
from boxoffice.payments import Receipt, Unavailable
from coursekit.exercises import Demand, Exercise, Wrong
from coursekit.exercises.dependency_injection import gateways
from coursekit.exercises.dependency_injection.clients import Enough
from coursekit.exercises.dependency_injection.gateways import LEAKING, SOUND, Sort
from coursekit.exercises.dependency_injection.trials import MOST_CALLS, Arrangement, Trial, Trials

SHOWN = 20  # arrangements in the evidence of a verdict
DECLINES = {Fault.DECLINED, Fault.REFUSED}


@contextmanager
def on_trial(module: ModuleType) -> Iterator[Trials]:
    """Give the exercise's checks their bench.

    Args:
        module: the answer.

    Yields:
        Where its contract is tried on gateways.
    """
    with Trials(module.contract) as trials:
        yield trials


def _sound(trials: Trials) -> None:
    for number, sort in enumerate(SOUND):
        trial = trials.run(sort.make, on_a_socket=number == 0)
        if isinstance(trial.refusal, Enough):
            raise Wrong(
                f"The contract called `charge` of one gateway {MOST_CALLS} times, and would have gone on. The gateway "
                f"keeps every promise: it {sort.does}.",
                "After how many calls would you no longer believe that a `Receipt` is to come?",
            )
        if trial.refusal is not None and not trial.is_assertion:
            raise trial.refusal
        if not trial.arrangements:
            raise Wrong(
                "The contract was run, and never called `arrange`: no gateway of ours was tried, only what the "
                "contract has made itself.",
                "Whose behaviour do your assertions pin down?",
            )
        if not any(arrangement.calls for arrangement in trial.arrangements):
            raise Wrong(
                "The contract arranged gateways, and never called `charge` on one.",
                "What could be seen of a promise without it?",
            )
        if trial.refusal is not None:
            raise Wrong(
                f"The contract refuses a gateway that keeps every promise. It {sort.does}.",
                "Which promise of the port says what this assertion demands?",
                evidence=str(trial.arrangements[-1]),
                line=trials.line_of(trial.refusal.__traceback__),
            )


def _refuses(sort: Sort, happened: Callable[[Arrangement], bool], question: str, trials: Trials) -> None:
    trial = trials.run(sort.make)
    if trial.refusal is not None:
        return
    where = [arrangement for arrangement in trial.arrangements if happened(arrangement)]
    if where:
        seen = "The contract led it there, and did not look."
        evidence = str(where[0])
    else:
        seen = "Nothing that the contract arranged and called leads there."
        evidence = _summary(trial)
    raise Wrong(
        f"The contract accepted a gateway that {sort.does}. {seen}{_returned(trial)}", question, evidence=evidence
    )


def _returned(trial: Trial) -> str:
    if trial.returned is None:
        return ""
    value = repr(trial.returned) if isinstance(trial.returned, bool) else f"a `{type(trial.returned).__name__}`"
    return f" (It returned {value}, which nobody reads: a test says no by an AssertionError.)"


def _summary(trial: Trial) -> str:
    lines = list(dict.fromkeys(f"  {arrangement.headline}" for arrangement in trial.arrangements))
    more = [f"  ... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join(["what the contract arranged:", *lines[:SHOWN], *more])


def _charged_too_often(arrangement: Arrangement) -> bool:
    return len(arrangement.vendor.charges) > len({call.key for call in arrangement.calls})


def _another_amount(arrangement: Arrangement) -> bool:
    return any(isinstance(call.result, Receipt) and call.result.cents != call.cents for call in arrangement.calls)


def _asked_again(arrangement: Arrangement) -> bool:
    return set(arrangement.faults) <= DECLINES and len(arrangement.vendor.requests) > len(arrangement.calls)


def _called_unavailable(arrangement: Arrangement) -> bool:
    unavailable = any(isinstance(call.result, Unavailable) for call in arrangement.calls)
    return unavailable and set(arrangement.faults) <= DECLINES


def _raised(arrangement: Arrangement) -> bool:
    return any(call.error is not None for call in arrangement.calls)


def _nothing_raised(trials: Trials) -> None:
    question = "What does your contract do with an exception that comes out of `charge`, and which faults lead to one?"
    for sort in LEAKING:
        _refuses(sort, _raised, question, trials)


def _nothing_taken(arrangement: Arrangement) -> bool:
    paid = {call.key for call in arrangement.calls if isinstance(call.result, Receipt)}
    return len(paid) > len(arrangement.vendor.charges)


def _receipt_withheld(arrangement: Arrangement) -> bool:
    last = {call.key: call for call in arrangement.calls}
    asked = [call.key for call in arrangement.calls]
    lost = any(isinstance(call.result, Unavailable) and asked.count(key) > 1 for key, call in last.items())
    return lost and bool(arrangement.vendor.charges)


def _demand(
    name: str,
    sentence: str,
    make: type[gateways.Persistent],
    does: str,
    happened: Callable[[Arrangement], bool],
    question: str,
) -> Demand:
    return Demand(name, sentence, partial(_refuses, Sort(make, does), happened, question))


EXERCISE = Exercise(
    name="contract_test",
    topic="dependency_injection",
    title="Write the contract, and have it tested",
    level="test",
    minutes=15,
    needs=("contract", "fake", "lost reply", "idempotency key"),
    provides={"contract": ("arrange",)},
    bench=on_trial,
    demands=(
        Demand(
            "sound",
            "It accepts every gateway that keeps the promises, whether it asks again by itself or leaves that to the "
            "caller.",
            _sound,
        ),
        _demand(
            "charged_once",
            "It refuses a gateway that charges twice when a reply is lost.",
            gateways.ChargesAgain,
            "charges the buyer again when it asks again after a lost reply",
            _charged_too_often,
            "Which faults leave you in doubt whether the money was taken, and where do you see that it was taken once?",
        ),
        _demand(
            "exact",
            "It refuses a gateway whose receipt says another amount than was taken.",
            gateways.LosesACent,
            "now and then writes a cent less on the receipt than it has taken",
            _another_amount,
            "For which amounts is a hundred times the euros not the cents, if one computes with floats?",
        ),
        _demand(
            "asked_once",
            "It refuses a gateway that asks again after a decline.",
            gateways.AsksAgainAfterADecline,
            "asks Obolus three times before it believes a decline",
            _asked_again,
            "The result is right. Where does the vendor's side of the story stand?",
        ),
        _demand(
            "declined",
            "It refuses a gateway that calls a decline `Unavailable`.",
            gateways.DeclineIsAnOutage,
            "calls a decline `Unavailable`, so that the buyer is told to try later",
            _called_unavailable,
            "Which of the three results does a declined card have to have?",
        ),
        Demand(
            "nothing_raised",
            "It refuses a gateway that lets an exception of the vendor's or the network's out, even if only one kind "
            "of fault leads to it.",
            _nothing_raised,
        ),
        _demand(
            "money_taken",
            "It refuses a gateway that gives a receipt for money that was not taken.",
            gateways.PaperReceipt,
            "gives a receipt for a payment that was refused, because the refusal came with status 200",
            _nothing_taken,
            "In how many ways does Obolus decline a card?",
        ),
        _demand(
            "apart",
            "It refuses a gateway that takes two orders for one because they cost the same.",
            gateways.SharedKey,
            "takes two orders over the same amount for one: the second buyer gets tickets and pays nothing",
            _nothing_taken,
            "What is the difference between the same order twice and two equal orders?",
        ),
        _demand(
            "not_lost",
            "It refuses a gateway that never gives the receipt for money it has taken.",
            gateways.Forgets,
            "says `Unavailable` for ever to an order whose first reply was lost, though the buyer has paid",
            _receipt_withheld,
            "What does the port promise to somebody who got `Unavailable` and asks again?",
        ),
    ),
    hints=(
        "Go through the five promises in the task, and for each say aloud: what do I arrange, whom do I ask for what, "
        "and in which of three places do I look: at the result, at `vendor.charges`, at `vendor.requests`? A promise "
        "about money is kept or broken in the vendor's books, not in the result.",
        "A test can fail in two ways. It says nothing where something is wrong: usually because nothing led there (a "
        "lost reply, a refusal with status 200, an amount such as 1,999 cents), or because it looked at the result "
        "only. And it complains where nothing is wrong, because it pins down *how*: the number of tries, the wording "
        "of a reason, a `Receipt` at the first go.\n\n"
        "After a lost reply a gateway may say `Receipt` or `Unavailable`. Both are right, and from both there is a way "
        "to a state that you can demand.",
        "One promise, almost written out:\n\n"
        "```python\n"
        "for fault in (Fault.CLOSED_AFTER_CHARGING, Fault.MALFORMED, ...):\n"
        "    gateway, vendor = arrange(fault)\n"
        '    result = gateway.charge("order 1", 1_999)\n'
        "    if isinstance(result, Unavailable):\n"
        '        result = gateway.charge("order 1", 1_999)\n'
        "    assert result == Receipt(vendor.charges[0].payment_id, 1_999)\n"
        "    assert [charge.cents for charge in vendor.charges] == [...]\n"
        "```\n\n"
        "The others are shorter: a decline in each of its two forms, with `len(vendor.requests)`; two orders over the "
        "same amount; outages.",
    ),
    debrief=(
        "**The trade-off.** A contract speaks of what every gateway owes its callers, so it can be run against the "
        "fake that your other tests use and against the adapter on a socket. What it leaves free (how often, how long, "
        "in which words) stays free for the next implementation. The price is that it says nothing of those; the "
        "adapter's own tests do.\n\n"
        "**A second way.** A model: a dict from key to cents, random sequences of orders, repeats and faults from a "
        "fixed seed, and after each step the books compared with the dict. Shorter than the examples, and it finds the "
        "combinations that nobody thought of; when it fails, somebody has to shrink the sequence (Hypothesis' "
        "stateful tests do that).\n\n"
        "**Where it bites.** A fake that no contract was ever run against is a guess about the vendor, and so is a "
        "contract that never ran against the vendor's sandbox. Run it there too, nightly, and the day the vendor "
        "changes its mind is a red build instead of a Friday evening."
    ),
)
