"""A context manager notes the failure on its way out; the loop over tb_next finds the innermost frame."""

from coursekit.exercises.leak_hunting import Letter, PaymentFailed


class Attempt:
    def __init__(self, keep):
        self.keep, self.went_through = keep, True

    def __enter__(self):
        return self

    def __exit__(self, kind, error, tb):
        if not isinstance(error, PaymentFailed):
            return False
        self.went_through = False
        while tb.tb_next is not None:
            tb = tb.tb_next
        names = [kind.__name__]
        while (error_next := shown_before(error)) is not None:
            names.append(type(error_next).__name__)
            error = error_next
        self.keep(Letter(tuple(names), "", tb.tb_frame.f_code.co_name, tb.tb_lineno))
        return True


def shown_before(error):
    if error.__cause__ is not None:
        return error.__cause__
    return None if error.__suppress_context__ else error.__context__


class DeadLetters:
    def __init__(self):
        self._letters = []

    def deliver(self, order, charge):
        with Attempt(self._letters.append) as attempt:
            try:
                charge(order)
            except PaymentFailed as error:
                message = str(error)
                raise
        if not attempt.went_through:
            last = self._letters.pop()
            self._letters.append(Letter(last.errors, message, last.function, last.line))
        return attempt.went_through

    def letters(self):
        yield from self._letters
