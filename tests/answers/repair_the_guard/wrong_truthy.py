"""A schema that is empty is as good as none.

Says: A format with an empty schema of its own was refused, with TypeError
"""


class FeedFormat:
    schema = {}

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not cls.schema or not isinstance(cls.schema, dict):
            raise TypeError(f"{cls.__name__} needs a schema")
