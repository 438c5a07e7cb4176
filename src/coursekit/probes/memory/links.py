"""By what one object holds another, in words. No word of it is an address, and no code of the objects is run."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Mapping
from contextvars import Context
from types import (
    AsyncGeneratorType,
    CellType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    GetSetDescriptorType,
    MappingProxyType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

_SIMPLE = (str, bytes, int, float, bool, type(None))
_LONGEST_KEY = 40  # characters
_CACHE = functools._lru_cache_wrapper


def describe(each: Any) -> str:
    """Say what an object is: its class, and for code its name.

    Args:
        each: the object.

    Returns:
        Words such as `Order`, `list`, `function watch.<locals>.changed` or `frame of pay`.
    """
    if _is(each, ModuleType):
        return f"module {each.__name__}"
    if _is(each, type):
        return f"class {each.__qualname__}"
    if _is(each, FunctionType):
        return f"function {each.__qualname__}"
    if _is(each, MethodType):
        return f"method {_qualified(each.__func__)}"
    if _is(each, FrameType):
        return f"frame of {each.f_code.co_qualname}"
    if _is(each, CoroutineType, GeneratorType, AsyncGeneratorType):
        return f"{type(each).__name__.replace('_', ' ')} {each.__qualname__}"
    if _is(each, _CACHE):
        return f"lru_cache of {_qualified(each.__wrapped__)}"
    return type(each).__name__


def is_plumbing(holder: Any, child: Any) -> bool:
    """Tell whether an object is only how its holder holds others: a `__dict__`, a closure's cell, a cache's table.

    Args:
        holder: the nearest object up the path that is no plumbing itself.
        child: what comes after it.

    Returns:
        True if a reader would not name it.
    """
    if _is(child, CellType):
        return True
    if _is(holder, FunctionType) and any(
        child is part for part in (holder.__closure__, holder.__defaults__, holder.__kwdefaults__)
    ):
        return True
    if _is(child, dict):
        return _is(holder, type, _CACHE) or child is _attributes(holder)
    # CPython's own nodes: of a bounded lru_cache's list, and of the tree inside a context.
    return _is(holder, _CACHE, Context) and type(child).__name__.rpartition(".")[2].startswith(("_lru_list", "hamt"))


def name_of_link(holder: Any, child: Any) -> str:
    """Say by what an object holds another, plumbing in between left out.

    Args:
        holder: the one.
        child: the other.

    Returns:
        Words such as `.orders`, `['evening 7']`, `closure variable 'order'`; `somehow` if Python does not show it.
    """
    link = ""
    if _is(holder, dict):
        link = _entry(holder, child)
    elif _is(holder, list, tuple, deque):
        link = _first(f"[{index}]" for index, each in enumerate(holder) if each is child)
    elif _is(holder, set, frozenset):
        link = "an element"
    elif _is(holder, FunctionType):
        link = _of_function(holder, child)
    elif _is(holder, FrameType):
        link = _local(holder, child)
    elif _is(holder, CoroutineType, GeneratorType, AsyncGeneratorType):
        frames = (getattr(holder, name, None) for name in ("cr_frame", "gi_frame", "ag_frame"))
        link = _first(_local(frame, child) for frame in frames if frame is not None)
    elif _is(holder, Context):
        link = _first(f"context variable {each.name!r}" for each, value in holder.items() if value is child)
    elif _is(holder, _CACHE):
        link = "a cached call's arguments" if type(child) is tuple else "a cached call's argument or result"
    return link or _attribute(holder, child) or "somehow"


def _is(each: object, *kinds: type) -> bool:
    """Tell by the real type: isinstance would believe a mock's or a proxy's `__class__`, or run its code."""
    return issubclass(type(each), kinds)


def _qualified(function: object) -> str:
    return str(getattr(function, "__qualname__", type(function).__name__))


def _attributes(holder: object) -> Mapping[str, object]:
    """Give an object's attributes without asking its own `__getattribute__`, which may be a proxy's."""
    try:
        found = vars(holder) if _is(holder, type) else object.__getattribute__(holder, "__dict__")
    except AttributeError:
        return {}
    return found if _is(found, dict, MappingProxyType) else {}


def _attribute(holder: object, child: object) -> str:
    if name := _first(name for name, value in list(_attributes(holder).items()) if value is child):
        return f".{name}"
    for each in type(holder).__mro__:
        for name, descriptor in list(vars(each).items()):
            # Slots, and what C types keep in fields. Properties are left alone: reading one would run code.
            if isinstance(descriptor, MemberDescriptorType | GetSetDescriptorType):
                try:
                    value = descriptor.__get__(holder, type(holder))
                except Exception:  # an empty slot; a field that may not be read now
                    continue
                if value is child:
                    return f".{name}"
    return ""


def _entry(holder: dict[Any, Any], child: object) -> str:
    for key, value in list(dict.items(holder)):
        if value is child:
            simple = type(key) in _SIMPLE or (type(key) is tuple and all(type(each) in _SIMPLE for each in key))
            text = repr(key) if simple else describe(key)
            return f"[{text if len(text) <= _LONGEST_KEY else text[:_LONGEST_KEY] + '...'}]"
        if key is child:
            return "a key"
    return ""


def _of_function(holder: FunctionType, child: object) -> str:
    cells = zip(holder.__code__.co_freevars, holder.__closure__ or (), strict=True)
    if name := _first(name for name, cell in cells if _content(cell) is child):
        return f"closure variable {name!r}"
    code, defaults = holder.__code__, holder.__defaults__ or ()
    names = code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]
    by_name = [*zip(names, defaults, strict=True), *(holder.__kwdefaults__ or {}).items()]
    if name := _first(name for name, value in by_name if value is child):
        return f"default of parameter {name!r}"
    return ""


def _content(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None


def _local(frame: FrameType, child: object) -> str:
    return _first(f"local variable {name!r}" for name, value in frame.f_locals.items() if value is child)


def _first(found: Iterable[str]) -> str:
    return next(iter(found), "")
