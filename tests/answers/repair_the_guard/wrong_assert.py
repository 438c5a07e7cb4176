"""An assertion is a guard.

Says: was refused with AssertionError
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        assert isinstance(getattr(cls, "schema", None), dict), f"{cls.__name__} needs a schema"
