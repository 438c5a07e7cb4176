"""What makes the course's notebooks interactive. It knows no lesson: those stand in `coursekit.exercises`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the magics; `%load_ext coursekit` calls this.

    Args:
        shell: the notebook's or terminal's IPython.
    """
    # Imported here, since the judge's child imports this package too and has no use for IPython.
    from coursekit.magics import Magics

    Magics(shell).register()
