"""Old letters are of no interest.

Says: 18 charges failed and 18 went through; letters() gave 10 letters.
"""

import traceback
from collections import deque

from coursekit.exercises.leak_hunting import Letter, PaymentFailed


class DeadLetters:
    def __init__(self):
        self._errors = deque(maxlen=10)

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
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
