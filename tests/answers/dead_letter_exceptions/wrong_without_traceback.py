"""An exception without its traceback is small, and the letter can be written when somebody asks.

Says: the exceptions that it reads are there, and their tracebacks are not
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
            self._errors.append(error.with_traceback(None))
            return False
        return True

    def letters(self):
        return [write_letter(error) for error in self._errors]


def write_letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(names(error)), str(error), last.name, last.lineno)


def names(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
