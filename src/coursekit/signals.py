"""What a process died of, in words."""

from __future__ import annotations

import signal


def signal_name(number: int) -> str:
    """Name a signal.

    Args:
        number: such as 11.

    Returns:
        Such as "SIGSEGV"; "signal 40" for one without a name, as most real-time signals are.
    """
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
