"""Showing a matplotlib figure to everybody who reads the notebook."""

from __future__ import annotations

import base64
from html import escape
from io import BytesIO

from IPython.display import display
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

_PIXELS_PER_INCH = 80
_DEVICE_PIXELS = 2  # for each of those: drawn twice as fine as shown, for screens that can show it


def show(figure: Figure, *, alt: str, caption: str) -> None:
    """Display a figure with alt text and a caption, and close it.

    JupyterLab ignores alt text in an image's metadata (4.6), so the picture goes out as an HTML figure. A terminal
    shows the alt text. nbval compares both texts; the picture's bytes, which depend on fonts, it leaves out.

    Args:
        figure: what to show, at its own size.
        alt: what somebody must be told who can't see it: the kind of picture, and what it shows.
        caption: what to see in it, in one or two sentences.
    """
    if figure.get_layout_engine() is None:
        figure.set_layout_engine("constrained")
    png = BytesIO()
    # Without the "Software" entry the file stays the same over versions of matplotlib that draw the same. Not cropped
    # to what is drawn: then the width, which nbval compares, would depend on fonts and on measured numbers.
    figure.savefig(png, format="png", dpi=_PIXELS_PER_INCH * _DEVICE_PIXELS, metadata={"Software": None})
    plt.close(figure)
    data = base64.b64encode(png.getvalue()).decode()
    width = round(figure.get_figwidth() * _PIXELS_PER_INCH)
    html = (
        f'<figure><img src="data:image/png;base64,{data}" width="{width}" alt="{escape(alt)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )
    display({"text/html": html, "text/plain": f"{alt}\n{caption}"}, raw=True)  # type: ignore[no-untyped-call]
