"""The letter is written while the exception is handled; nothing else is kept."""

import traceback

from coursekit.exercises.leak_hunting import Letter, PaymentFailed


class DeadLetters:
    def __init__(self):
        self._letters = []

    def deliver(self, order, charge):
        try:
            charge(order)
        except PaymentFailed as error:
            self._letters.append(letter(error))
            return False
        return True

    def letters(self):
        return list(self._letters)


def letter(error):
    last = traceback.extract_tb(error.__traceback__)[-1]
    names, each = [], error
    while each is not None:
        names.append(type(each).__name__)
        each = each.__cause__ if each.__suppress_context__ else each.__cause__ or each.__context__
    return Letter(tuple(names), str(error), last.name, last.lineno)
