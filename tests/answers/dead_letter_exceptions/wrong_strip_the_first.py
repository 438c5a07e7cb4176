"""Without its traceback an exception holds nothing.

Says: the one before it has one, too
Like: wrong_strips_one_branch
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
            self._errors.append((error, letter(error)))
            error.__traceback__ = None
            return False
        return True

    def letters(self):
        return [kept for _, kept in self._errors]


def letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(chain(error)), str(error), last.name, last.lineno)


def chain(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
