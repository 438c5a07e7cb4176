"""What holds an object: the shortest chain of strong references to it from a root, in words."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import FrameType, ModuleType

from coursekit.probes.memory.links import describe, is_plumbing, name_of_link


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a retaining path.

    Attributes:
        link: by what the holder refers to the object, such as `[0]` or `closure variable 'order'`.
        kind: what the object is, such as `Order` or `function watch.<locals>.changed`.
    """

    link: str
    kind: str

    def __str__(self) -> str:
        return f"{self.link}: {self.kind}"


def retaining_path(target: object, roots: Iterable[object] | None = None) -> tuple[Step, ...]:
    """Find the shortest chain of strong references that keeps an object alive.

    The walk goes forward from the roots, level by level, by `gc.get_referents`. A walk backward by
    `gc.get_referrers` would meet the lists and frames of whoever is asking, and miss what `gc.freeze` has set aside.
    A local variable of the caller is therefore no part of any path. What only C code knows of is not seen.

    Args:
        target: the object.
        roots: where to begin, such as modules or a registry. By default: every module's globals, the frames of other
            threads, the running event loop and the current context.

    Returns:
        The steps from the root to the object, or nothing if no root leads there. Among several shortest paths, the
        one by the root that comes first.
    """
    gc.collect()
    named = list(_roots() if roots is None else ((root, _name(root)) for root in roots))
    path = _shortest([root for root, _ in named], target)
    if not path:
        return ()
    first = next(name for root, name in named if root is path[0])
    return tuple(_steps(path, first))


def _roots() -> Iterator[tuple[object, str]]:
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType):
            yield module, module.__name__
    own = threading.get_ident()
    for thread, frame in sys._current_frames().items():
        below: FrameType | None = frame if thread != own else None
        while below is not None:
            # A copy: the frame of a running function does not show the collector what it holds.
            yield dict(below.f_locals), f"a thread's local variables in {below.f_code.co_qualname}"
            below = below.f_back
    with contextlib.suppress(RuntimeError):  # no loop is running
        yield asyncio.get_running_loop(), "the running event loop"
    yield contextvars.copy_context(), "the current context"


def _name(root: object) -> str:
    return root.__name__ if isinstance(root, ModuleType) else describe(root)


def _shortest(roots: list[object], target: object) -> list[object]:
    """Give the objects on the path, from a root to the target, or nothing."""
    # The walk must not walk what it makes itself: each level would be one more object to visit, without end.
    levels = [roots]
    seen = {id(root) for root in roots} | {id(sys._getframe()), id(levels), id(roots)}
    seen.add(id(seen))
    while id(target) not in seen:
        level: list[object] = []
        seen.add(id(level))
        for holder in levels[-1]:
            for each in _referents(holder):
                if id(each) not in seen:
                    seen.add(id(each))
                    level.append(each)
        if not level:
            return []
        levels.append(level)
    path = [target]
    for level in reversed(levels[:-1]):
        child = path[-1]
        path.append(next(each for each in level if any(held is child for held in _referents(each))))
    return path[::-1]


def _referents(holder: object) -> list[object]:
    # Of a module only the globals. In early releases of CPython 3.12, `_asyncio` also shows the collector its free list
    # of dead iterators, and to hold one of those and let go of it corrupts that list: the next look never ends
    # (https://github.com/python/cpython/issues/122695). Not by vars(), which would load a module that is lazy.
    if issubclass(type(holder), ModuleType):
        return [object.__getattribute__(holder, "__dict__")]
    return gc.get_referents(holder)


def _steps(path: list[object], root: str) -> Iterator[Step]:
    """Put the links into words, and leave out objects that are only another one's plumbing."""
    if len(path) == 1:
        yield Step(root, describe(path[0]))
    holder = path[0]
    for child in path[1:]:
        if is_plumbing(holder, child) and child is not path[-1]:
            continue
        link = name_of_link(holder, child)
        if holder is path[0]:
            link = f"{root}{link}" if link[0] in ".[" else f"{root}, {link}"
        yield Step(link, describe(child))
        holder = child
