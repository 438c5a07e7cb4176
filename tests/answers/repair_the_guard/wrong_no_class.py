"""A class decorator needs no base class; the name stays.

Says: `FeedFormat` is bound to an object of type function
"""


def FeedFormat(cls):
    if not isinstance(getattr(cls, "schema", None), dict):
        raise TypeError(f"{cls.__name__} needs a schema")
    return cls
