"""traceback.clear_frames empties every frame.

Says: The frame of deliver() itself is part of the traceback
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
            each = error
            while each is not None:
                traceback.clear_frames(each.__traceback__)
                each = each.__context__
            self._errors.append(error)
            return False
        return True

    def letters(self):
        return [letter(error) for error in self._errors]


def letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(chain(error)), str(error), last.name, last.lineno)


def chain(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
