"""__init_subclass__, and a sentinel: the base's own schema is one particular object, which satisfies nobody."""


class FeedFormat:
    schema = {}

    def __init_subclass__(cls, /, **keywords):
        super().__init_subclass__(**keywords)
        if cls.schema is FeedFormat.schema:
            raise TypeError(f"{cls.__qualname__} says nothing about its schema")
        if not isinstance(cls.schema, dict):
            raise TypeError(f"{cls.__qualname__}.schema is a {type(cls.schema).__name__}")
