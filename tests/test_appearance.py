"""What the kit displays, as it looks: themes, zoom, and what axe-core finds.

`make screenshots` keeps a picture of each panel in each theme and at both sizes, and as colour-blind eyes see them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.lab import CHROMIUM, ROOT, Lab, lab
from tests.panels import panels

if CHROMIUM is None and "CI" not in os.environ:
    pytest.skip("no Chromium on this machine (apt-get install chromium)", allow_module_level=True)

THEMES = ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast")
OUTPUTS = ".jp-OutputArea-output"
# JupyterLab's, not ours: it colours code in Markdown, and a comment in its dark theme has a contrast of 4.15 to 1.
HIGHLIGHTED = ".jp-RenderedMarkdown pre span"
# As tall as the notebook: of what is scrolled away axe-core does not judge the colours.
WINDOW = (1280, 7500)
ZOOMED = (640, 9000)
EYES = ("deuteranopia", "protanopia", "tritanopia")
IMPORTS = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from matplotlib import pyplot as plt
from coursekit.pictures import show
from tests.panels import panels
PANELS = panels()
"""
FIGURE = """
figure, axes = plt.subplots(figsize=(8, 3))
axes.plot([1, 2], [1, 2])
show(figure, alt="A line that rises.", caption="The line rises.")
"""
BROKEN = """
<div id="broken">
  <p style="color: #888; background: #999; width: 5000px">Told in grey on grey.</p>
  <img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
</div>
"""
# The sources of the cells whose output is not in the window as a whole, and where it is wider than its place.
OUT_OF_VIEW = """
outputs => outputs
  .filter(output => output.getBoundingClientRect().top < 0 || output.getBoundingClientRect().bottom > innerHeight)
  .map(output => output.closest('.jp-Cell').querySelector('.cm-content').innerText)
"""
OVERFLOWING = """
outputs => outputs
  .filter(output => output.scrollWidth > output.clientWidth + 1)
  .map(output => output.closest('.jp-Cell').querySelector('.cm-content').innerText)
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("lab")) as opened:
        opened.write("panels.ipynb", [IMPORTS, FIGURE, *(f"PANELS[{name!r}]" for name in panels())])
        with opened.notebook("panels.ipynb"):
            opened.run_all()
            assert opened.errors.count() == 0
            opened.choose("View", "Appearance", "Show Left Sidebar")
            opened.resize(*WINDOW)
            # JupyterLab's body has no height and hides what runs over: to axe-core nothing in it is visible, and it
            # judges no colour at all.
            opened.page.evaluate("document.body.style.height = '100vh'")
            yield opened


def violations(page: Lab, within: str) -> dict[str, list[str]]:
    """Give the elements that axe-core objects to, by its rules' names."""
    found = Axe().run(page.page, {"include": [within], "exclude": [HIGHLIGHTED]}).response["violations"]
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found}


def test_a_broken_panel_would_be_found(page: Lab) -> None:
    panel = page.page.locator(".ck-panel").first
    panel.evaluate("(panel, html) => panel.insertAdjacentHTML('beforeend', html)", BROKEN)
    try:
        assert violations(page, "#broken").keys() == {"color-contrast", "image-alt"}
        assert len(page.page.locator(OUTPUTS).evaluate_all(OVERFLOWING)) == 1
    finally:
        panel.evaluate("panel => panel.querySelector('#broken').remove()")


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(page: Lab, theme: str) -> None:
    page.choose_theme(theme)
    page.resize(*WINDOW)
    assert page.page.locator(OUTPUTS).evaluate_all(OUT_OF_VIEW) == []
    assert violations(page, OUTPUTS) == {}


def test_nothing_is_cut_off_at_200_percent(page: Lab) -> None:
    page.resize(*ZOOMED)
    assert page.page.locator(OUTPUTS).evaluate_all(OVERFLOWING) == []
    page.choose("View", "Appearance", "Show Left Sidebar")  # it takes half of what there is
    expect(page.page.locator("#jp-left-stack")).to_be_visible()
    page.resize(*ZOOMED)
    assert page.page.locator(OUTPUTS).evaluate_all(OVERFLOWING) == []
    page.choose("View", "Appearance", "Show Left Sidebar")
    page.resize(*WINDOW)


@pytest.mark.skipif("COURSE_SCREENSHOTS" not in os.environ, reason="only makes pictures: say `make screenshots`")
@pytest.mark.parametrize("theme", THEMES)
def test_pictures_to_look_at(page: Lab, theme: str) -> None:
    page.choose_theme(theme)
    page.keep(f"panels, {theme}, 100 %")
    for deficiency in EYES:
        with page.colour_blind(deficiency):
            page.keep(f"panels, {theme}, {deficiency}")
    page.resize(*ZOOMED)
    page.keep(f"panels, {theme}, 200 %")
    page.resize(*WINDOW)
