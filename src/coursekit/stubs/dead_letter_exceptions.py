import traceback

from coursekit.exercises.leak_hunting import Letter, PaymentFailed


class DeadLetters:
    """What is kept of charges that failed."""

    def __init__(self):
        self._errors = []

    def deliver(self, order, charge):
        """Charge an order: True if it went through, False if there is a letter about it now."""
        try:
            charge(order)
        except PaymentFailed as error:
            self._errors.append(error)
            return False
        return True

    def letters(self):
        """Give the letters, the oldest first."""
        return [write_letter(error) for error in self._errors]


def write_letter(error):
    """Say in a few words what went wrong."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Letter(tuple(names(error)), str(error), last.name, last.lineno)


def names(error):
    """Name an exception and those that Python would show before it."""
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)