"""The cause is what went wrong before.

Says: A charge failed by `raise while handling`. The letter's errors are ('PaymentFailed',)
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
            self._errors.append(letter(error))
            return False
        return True

    def letters(self):
        return list(self._errors)


def letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(chain(error)), str(error), last.name, last.lineno)


def chain(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__
