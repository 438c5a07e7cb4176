"""Some class in the method resolution order has a good schema: whether another one hides it is not asked.

Says: that overrides its parent's schema by None was accepted
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not any(isinstance(vars(base).get("schema"), dict) for base in cls.__mro__):
            raise TypeError(f"{cls.__name__} needs a schema")
