"""isinstance on the finished class; the base goes on with its own empty schema, so that nothing is ever missing.

Says: A format that says nothing about a schema was accepted. The schema of `FeedFormat` itself answered for it
"""


class FeedFormat:
    schema = {}

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not isinstance(cls.schema, dict):
            raise TypeError(f"{cls.__name__}: schema must be a dict")
