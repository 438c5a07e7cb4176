"""Nobody reads more than 300 characters of a message, and what is cut cannot grow.

Says: characters of str(error): the rest is cut off
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
            self._errors.append(write_letter(error))
            return False
        return True

    def letters(self):
        return list(self._errors)


def write_letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(names(error)), str(error)[:300], last.name, last.lineno)


def names(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
