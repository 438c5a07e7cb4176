"""The exceptions are kept without their tracebacks, hidden contexts included."""

import traceback

from coursekit.exercises.leak_hunting import Letter, PaymentFailed


class DeadLetters:
    def __init__(self):
        self._failed = []

    def deliver(self, order, charge):
        try:
            charge(order)
        except PaymentFailed as error:
            frame, line = list(traceback.walk_tb(error.__traceback__))[-1]
            self._failed.append((error, frame.f_code.co_name, line))
            del frame
            strip(error)
            return False
        return True

    def letters(self):
        return [Letter(tuple(chain(error)), str(error), name, line) for error, name, line in self._failed]


def strip(error):
    todo, seen = [error], set()
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = None
        todo += [each.__cause__, each.__context__]


def chain(error):
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
