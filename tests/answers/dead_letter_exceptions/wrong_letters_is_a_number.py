"""`letters()` is taken for a count.

Says: letters() returned 0. It should give the letters
"""

import traceback

from coursekit.exercises.leak_hunting import Letter, PaymentFailed


class DeadLetters:
    def __init__(self):
        self._letters = []

    def deliver(self, order, charge):
        try:
            charge(order)
        except PaymentFailed as error:
            letter = write_letter(error)
            self._letters.append(letter)
            return False
        return True

    def letters(self):
        return len(self._letters)


def write_letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(names(error)), str(error), last.name, last.lineno)


def names(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
