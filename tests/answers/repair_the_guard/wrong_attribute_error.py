"""The check reads cls.schema; where there is none, that raises by itself.

Says: was refused with AttributeError
"""


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not isinstance(cls.schema, dict):
            raise TypeError(f"{cls.__name__}: schema must be a dict")
