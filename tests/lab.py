"""Driving JupyterLab in a real browser: a server of its own on a copy of the notebooks, and what a learner does."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import nbformat
from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_ERRORS = ", ".join(f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("error", "stderr"))
# In milliseconds; only ever waited out when something is broken.
_PATIENCE = 120_000
_LESSON = 300_000

# JupyterLab lays itself out anew some time after the window has its new size. 60 pixels are left for its edges.
_FILLS_THE_WINDOW = """() => {
  const place = document.querySelector('.jp-NotebookPanel').getBoundingClientRect()
  return Math.abs(innerWidth - place.right) < 60 && Math.abs(innerHeight - place.bottom) < 60
}"""

_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
# For what is there at once or soon. `expect` draws up the page's accessibility tree at each look, in case it has to
# tell of a failure, and a locator looks at each frame: while a lesson runs, either costs more than the lesson. There,
# a few lines of JavaScript look a few times a second.
expect.set_options(timeout=_PATIENCE)
_LOOK_EVERY = 200
_IDLE = """() => document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]') !== null"""
_RUN_OR_BROKEN = r"""errors => document.querySelector(errors)
  || /\[\d+\]:/.test([...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].at(-1)?.innerText)"""
_RUN_ANEW = r"""([cell, before]) => {
  const prompt = document.querySelectorAll('.jp-Cell')[cell].querySelector('.jp-InputPrompt').innerText
  return prompt !== before && /\[\d+\]:/.test(prompt)
}"""

# What a double click in the file browser does, and what closing every tab does without asking what to do with changes.
_OPEN = "path => window.jupyterapp.commands.execute('docmanager:open', {path})"
_CLOSE_ALL = "() => [...window.jupyterapp.shell.widgets('main')].forEach(widget => widget.dispose())"

# Chromium asks for its own servers at each start; here nothing but the notebook server may be asked.
_QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


class Lab:
    """A JupyterLab page.

    Args:
        page: the browser's page.
        address: of the server, without a slash at the end.
        folder: what the server serves.
    """

    def __init__(self, page: Page, address: str, folder: Path) -> None:
        self.page = page
        self._address = address
        self._folder = folder
        self._loaded = False

    @contextmanager
    def notebook(self, path: str) -> Iterator[None]:
        """Open a notebook, wait until its kernel is there, and end that kernel after the block.

        Args:
            path: its path in the course, such as `exercises/04_race_conditions.ipynb`.

        Yields:
            Nothing.
        """
        if not self._loaded:  # which takes a browser longer than to show most notebooks
            self.page.goto(f"{self._address}/lab?reset")
            self.page.wait_for_function("() => window.jupyterapp")
            self.page.evaluate("() => window.jupyterapp.restored")
        self._loaded = False  # unless all goes well
        try:
            self.page.evaluate(_OPEN, path)
            self.page.locator(".jp-NotebookPanel-toolbar").wait_for()
            self.page.locator(".jp-Toolbar-kernelName", has_text="Python 3 (ipykernel)").wait_for()
            self.wait_until_idle()
            yield
            self.page.evaluate(_CLOSE_ALL)
            self._loaded = True
        finally:
            if not self._loaded:
                self.page.goto("about:blank")  # else JupyterLab asks what became of its kernel
            self._end_kernels()

    def write(self, path: str, sources: Sequence[str]) -> None:
        """Put a notebook of code cells beside those of the course.

        Args:
            path: where, below the course's root.
            sources: one a cell.
        """
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        notebook = nbformat.v4.new_notebook(metadata=kernel, cells=cells)
        nbformat.write(notebook, self._folder / path)

    def run_all(self) -> None:
        """Choose "Run All Cells" from the menu, and wait for the last one or for an error.

        What is stored is cleared first: only what the kernel does now is seen afterwards.
        """
        self.choose("Edit", "Clear Outputs of All Cells")
        self.choose("Run", "Run All Cells")
        self._wait_for(_RUN_OR_BROKEN, _ERRORS, timeout=_LESSON)
        self.wait_until_idle()

    def choose(self, *entries: str) -> None:
        """Choose from the menu.

        Args:
            entries: the words to click on, from the menu bar on.
        """
        labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
        for entry in entries:
            labels.get_by_text(entry, exact=True).click()

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, and scroll to the notebook's first cell.

        Args:
            width: in CSS pixels; half of them are what a zoom to 200 % leaves of a window.
            height: in CSS pixels.
        """
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function(_FILLS_THE_WINDOW)
        self.page.locator(".jp-WindowedPanel-outer").evaluate("panel => { panel.scrollTop = 0 }")

    def keep(self, name: str, shown: str = ".jp-NotebookPanel") -> None:
        """Take a picture, if `COURSE_SCREENSHOTS` names a folder for them.

        Args:
            name: of the picture's file, without its suffix.
            shown: the CSS selector of what to take.
        """
        if folder := os.environ.get("COURSE_SCREENSHOTS"):
            self.page.mouse.move(0, 0)  # what lies under the pointer is highlighted
            picture = Image.open(BytesIO(self.page.locator(shown).first.screenshot()))
            # A palette is enough for text, and makes a third of the size.
            picture.quantize(256, dither=Image.Dither.NONE).save(Path(folder) / f"{name}.png", optimize=True)

    @contextmanager
    def colour_blind(self, deficiency: str) -> Iterator[None]:
        """Show the page as colour-blind eyes see it.

        Args:
            deficiency: as the DevTools protocol names it, such as "deuteranopia".

        Yields:
            Nothing.
        """
        session = self.page.context.new_cdp_session(self.page)
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": deficiency})
        yield
        session.detach()

    def choose_theme(self, name: str) -> None:
        """Choose a theme from the menu.

        Args:
            name: as JupyterLab calls it, such as "JupyterLab Dark".
        """
        self.choose("Settings", "Theme", name)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)

    @property
    def errors(self) -> Locator:
        """What JupyterLab shows in red: exceptions, and what was written to stderr."""
        return self.page.locator(_ERRORS)

    @property
    def pictures(self) -> Locator:
        """The pictures in the cells' outputs."""
        return self.page.locator(".jp-OutputArea-output figure img")

    def cell(self, text: str) -> Locator:
        """Find the code cell that contains a text.

        Args:
            text: part of its source.

        Returns:
            The first such cell.
        """
        return self.page.locator(".jp-CodeCell", has=self.page.locator(".cm-content", has_text=text)).first

    def run(self, cell: Locator, source: str) -> Locator:
        """Replace a cell's source and run it.

        Args:
            cell: which one.
            source: its new text.

        Returns:
            The cell, once the kernel is idle again.
        """
        index = cell.evaluate("cell => [...document.querySelectorAll('.jp-Cell')].indexOf(cell)")
        same = self.page.locator(".jp-Cell").nth(index)
        same.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        before = same.locator(".jp-InputPrompt").inner_text()
        self.page.keyboard.press("Control+Enter")
        self._wait_for(_RUN_ANEW, [index, before])
        self.wait_until_idle()
        return same

    def wait_until_idle(self) -> None:
        """Wait until the kernel has nothing to do."""
        self._wait_for(_IDLE)

    def _wait_for(self, condition: str, argument: object = None, timeout: int = _PATIENCE) -> None:
        self.page.wait_for_function(condition, arg=argument, polling=_LOOK_EVERY, timeout=timeout)

    def _end_kernels(self) -> None:
        cookies = self.page.context.cookies(self._address)
        headers = {"X-XSRFToken": next(cookie["value"] for cookie in cookies if cookie["name"] == "_xsrf")}
        for session in self.page.request.get(f"{self._address}/api/sessions").json():
            self.page.request.delete(f"{self._address}/api/sessions/{session['id']}", headers=headers)


@contextmanager
def lab(folder: Path) -> Iterator[Lab]:
    """Serve a copy of the course's notebooks on loopback and open a browser on it.

    Args:
        folder: an empty folder for the copy, settings and answers.

    Yields:
        The page. Server, kernels and browser are gone afterwards.
    """
    for name in ("notebooks", "exercises"):
        shutil.copytree(ROOT / name, folder / "course" / name)
    for name, settings in _SETTINGS.items():
        file = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    options = {
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": folder / "course",
        "IdentityProvider.token": "",
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "LabApp.expose_app_in_browser": True,
    }
    environment = os.environ | {
        "COURSE_ANSWERS": str(folder / "answers"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
    }
    with (folder / "server.log").open("w") as log:
        command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        _wait_for(address, server, folder / "server.log")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *_QUIET])
            dense = 2 if "COURSE_SCREENSHOTS" in os.environ else 1
            page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=dense)
            page.set_default_timeout(_PATIENCE)
            yield Lab(page, address, folder / "course")
            browser.close()
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
