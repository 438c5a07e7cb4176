"""The base keeps its {}, so an empty schema that does not stand in the body is taken for the base's.

Says: A format with the empty schema of its parent was refused
"""


class FeedFormat:
    schema = {}

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        s = cls.schema
        if not isinstance(s, dict) or (not s and "schema" not in cls.__dict__):
            raise TypeError(f"{cls.__name__} needs a schema")
