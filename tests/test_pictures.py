"""A picture as everybody gets it."""

from __future__ import annotations

import re

import pytest
from matplotlib import pyplot as plt

from coursekit.pictures import show


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What reaches the notebook."""
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("coursekit.pictures.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def draw(numbers: list[float]) -> None:
    figure, axes = plt.subplots(figsize=(4, 2))
    axes.plot(numbers)
    show(figure, alt='A "line" & more', caption="It rises.")


def test_has_alt_text_and_a_caption_and_is_closed(displayed: list[dict[str, str]]) -> None:
    draw([1, 2])
    (bundle,) = displayed
    assert 'alt="A &quot;line&quot; &amp; more"' in bundle["text/html"]
    assert "<figcaption>It rises.</figcaption>" in bundle["text/html"]
    assert bundle["text/plain"] == 'A "line" & more\nIt rises.'
    assert not plt.get_fignums()


def test_only_the_picture_itself_depends_on_what_was_measured(displayed: list[dict[str, str]]) -> None:
    draw([1, 2])
    draw([1e-9, 123456])
    first, second = (re.sub('base64,[^"]+', "", bundle["text/html"]) for bundle in displayed)
    assert first == second
    assert 'width="320"' in first
