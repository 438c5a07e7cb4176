"""Whatever behaves like a dict is a dict.

Says: whose schema is a mappingproxy was accepted
"""

from collections.abc import Mapping


class FeedFormat:
    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if not isinstance(getattr(cls, "schema", None), Mapping):
            raise TypeError(f"{cls.__name__} needs a schema")
