"""format_exc keeps the text, which holds no frame; the last line names the exception.

Says: A charge failed by `raise ... from error`. The letter's errors are ('PaymentFailed',)
"""

import traceback

from coursekit.exercises.leak_hunting import Letter, PaymentFailed


class DeadLetters:
    def __init__(self):
        self._errors = []

    def deliver(self, order, charge):
        try:
            charge(order)
        except PaymentFailed as error:
            self._errors.append((traceback.format_exc(), letter(error)))
            return False
        return True

    def letters(self):
        return [from_text(*each) for each in self._errors]


def letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(chain(error)), str(error), last.name, last.lineno)


def chain(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def from_text(text, kept):
    kind, _, message = text.splitlines()[-1].partition(": ")
    return Letter((kind.rpartition(".")[2],), message, kept.function, kept.line)
