"""An exception without its traceback holds no frames.

Says: A charge failed by `raise ... from another error`, and another one went through.
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
            last = traceback.extract_tb(error.__traceback__)[-1]
            each = error
            while each is not None:  # an exception without its traceback holds no frames
                each.__traceback__ = None
                each = each.__cause__ or each.__context__
            self._errors.append((error, last.name, last.lineno))
            return False
        return True

    def letters(self):
        return [Letter(tuple(names(error)), str(error), function, line) for error, function, line in self._errors]


def names(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
