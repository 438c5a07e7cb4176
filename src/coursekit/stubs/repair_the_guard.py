class FormatGuard(type):
    """Refuses formats without a schema."""

    def __new__(mcls, name, bases, body):
        if "schema" not in body:
            raise TypeError("a feed format needs a schema")
        return super().__new__(mcls, name, bases, body)


class FeedFormat(metaclass=FormatGuard):
    """What all promoters' formats are derived from."""

    schema = {}