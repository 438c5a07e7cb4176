"""The type is checked where the schema is written; what is inherited has been checked already, has it not.

Says: that inherits 42 as its schema from a mixin was accepted
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if "schema" in cls.__dict__:
            ok = isinstance(cls.schema, dict)
        else:
            ok = hasattr(cls, "schema")
        if not ok:
            raise TypeError(f"{cls.__name__} needs a schema")
