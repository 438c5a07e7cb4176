"""Noticing that an answer has replaced something that the whole process shares."""

from __future__ import annotations

import ast
import asyncio.events
import builtins
import os
import random
import socket
import subprocess
import threading
import time
from typing import Any

from coursekit.answers import parsed

_SHARED = {
    module.__name__: module for module in (builtins, os, random, socket, subprocess, threading, time, asyncio.events)
}
# Set by CPython itself when a loop is first asked for; a policy of another class is the answer's doing.
_POLICY = "_event_loop_policy"


class Patches:
    """What the shared modules held when this was made, to compare with later."""

    def __init__(self) -> None:
        self._before = {name: dict(vars(module)) for name, module in _SHARED.items()}

    def found(self) -> str | None:
        """Find a name that is bound to something else now.

        Returns:
            The qualified name as one would write it, such as `time.sleep`, or None.
        """
        for name, module in _SHARED.items():
            now = vars(module)
            for attribute, value in self._before[name].items():
                if attribute == "_" or (attribute == _POLICY and _is_default_policy(now.get(attribute))):
                    continue
                if now.get(attribute) is not value:
                    return "the event loop policy" if attribute == _POLICY else f"{name}.{attribute}"
        return None

    def line(self, name: str, source: str) -> int | None:
        """Find the line of the answer that replaced it.

        Args:
            name: what `found` gave.
            source: the answer.

        Returns:
            The first line that assigns to or deletes the attribute, or has its name in a string, alone or at the end of
            a dotted one; None if there is none.
        """
        attribute = "set_event_loop_policy" if name.startswith("the ") else name.rpartition(".")[2]
        for node in sorted(ast.walk(parsed(source)), key=lambda node: getattr(node, "lineno", 0)):
            match node:
                case ast.Attribute(attr=found, ctx=context) if found == attribute and (
                    isinstance(context, ast.Store | ast.Del) or attribute == "set_event_loop_policy"
                ):
                    return node.lineno
                case ast.Constant(value=str(found)) if found.rpartition(".")[2] == attribute:
                    return node.lineno
        return None


def _is_default_policy(policy: Any) -> bool:
    return policy is None or type(policy).__module__.startswith("asyncio.")
