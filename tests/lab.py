"""Driving JupyterLab in a real browser: a server of its own on a copy of the notebooks, and what a learner does."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_EXECUTED = re.compile(r"\[\d+\]:")
_PATIENCE = 120_000  # milliseconds; only ever waited out when something is broken

_SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # else cells out of sight are not in the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
expect.set_options(timeout=_PATIENCE)

# Chromium asks for its own servers at each start; here nothing but the notebook server may be asked.
_QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


class Lab:
    """A JupyterLab page.

    Args:
        page: the browser's page.
        address: of the server, without a slash at the end.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._address = address

    def open(self, notebook: str) -> None:
        """Open a notebook and wait until its kernel is there.

        Args:
            notebook: its path in the course, such as `exercises/04_race_conditions.ipynb`.
        """
        self.page.goto(f"{self._address}/lab/tree/{notebook}?reset")
        expect(self.page.locator(".jp-NotebookPanel-toolbar")).to_be_visible()
        expect(self.page.locator(".jp-Toolbar-kernelName")).to_have_text("Python 3 (ipykernel)")
        self.wait_until_idle()

    def run_all(self) -> None:
        """Choose "Run All Cells" from the menu, and wait for the last one."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(self.page.locator(".jp-CodeCell").last.locator(".jp-InputPrompt")).to_have_text(_EXECUTED)
        self.wait_until_idle()

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
            Its output area, once the kernel is idle again.
        """
        index = cell.evaluate("cell => [...document.querySelectorAll('.jp-Cell')].indexOf(cell)")
        same = self.page.locator(".jp-Cell").nth(index)
        same.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        before = same.locator(".jp-InputPrompt").inner_text()
        self.page.keyboard.press("Control+Enter")
        expect(same.locator(".jp-InputPrompt")).not_to_have_text(before)
        expect(same.locator(".jp-InputPrompt")).to_have_text(_EXECUTED)
        self.wait_until_idle()
        return same.locator(".jp-OutputArea").first

    def wait_until_idle(self) -> None:
        """Wait until the kernel has nothing to do."""
        indicator = self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
        expect(indicator).to_be_visible()


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
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(_PATIENCE)
            yield Lab(page, address)
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
