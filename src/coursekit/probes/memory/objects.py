"""Which objects are there once the garbage is gone."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from typing import TypeVar
from weakref import ReferenceType

T = TypeVar("T")


def live(kind: type[T]) -> list[T]:
    """Find every instance of a class that is still there after a garbage collection.

    Args:
        kind: a class written in Python. Instances of its subclasses do not count. What `gc.freeze` has set aside is
            not found, nor are objects that the collector does not track, such as numbers and strings.

    Returns:
        The instances, the oldest generation first. The list holds them: let go of it before you count again.
    """
    gc.collect()
    # By class, not isinstance: a proxy or a mock may claim another class, or run code when asked.
    return [each for each in gc.get_objects() if type(each) is kind]


def survivors(references: Iterable[ReferenceType[T]]) -> list[T]:
    """Find what is still there of objects that you hold by weak references only.

    Args:
        references: weak references.

    Returns:
        The objects that are still there after a garbage collection, in the order of the references. The list holds
        them: let go of it before you look again.
    """
    gc.collect()
    return [each for reference in references if (each := reference()) is not None]
