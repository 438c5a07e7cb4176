"""Whether the schema is the base's is asked by ==, which an explicit {} answers with yes.

Says: A format with an empty schema of its own was refused, with ValueError
"""


class FeedFormat:
    schema = {}

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if cls.schema == FeedFormat.schema:
            raise ValueError(f"{cls.__name__} needs a schema")
