"""The map of modules: what is read from the source, and that all of it is drawn."""

from __future__ import annotations

from pathlib import Path

from matplotlib import pyplot as plt

from coursekit.module_map import draw_hexagon, read_module, vocabulary

SDK = """
class Client:
    def __init__(self, url): ...
    def pay(self, amount): ...
    def _send(self, path): ...
class _Hidden:
    def secret(self, word): ...
def helper(argument): ...
"""
ADAPTER = """
import shop.port
from shop.vendor.sdk import Client as TheirClient
from json import loads
def charge(client: TheirClient, cents): return client.pay(amount=cents / 100)
"""


def test_a_vocabulary_is_what_users_of_a_module_have_to_say(tmp_path: Path) -> None:
    path = tmp_path / "sdk.py"
    path.write_text(SDK, encoding="utf-8")
    assert vocabulary(path) == {"Client", "pay", "amount"}


def test_a_module_is_read_with_its_imports_and_names(tmp_path: Path) -> None:
    path = tmp_path / "adapter.py"
    path.write_text(ADAPTER, encoding="utf-8")
    module = read_module(path, "shop")
    assert (module.name, module.imports) == ("adapter", {"port", "sdk"})
    assert module.names >= {"Client", "TheirClient", "pay", "amount", "cents"}
    assert "url" not in module.names


def test_a_box_for_each_module_and_an_arrow_for_each_import(tmp_path: Path) -> None:
    sources = {"adapter": ADAPTER, "port": "", "sdk": SDK}
    for name, source in sources.items():
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    modules = [read_module(tmp_path / f"{name}.py", "shop") for name in sources]
    figure, axes = plt.subplots()
    draw_hexagon(axes, modules, {"adapter": (3, 0), "port": (0, 0), "sdk": (3, 2)}, {"Client", "pay"}, "a shop")
    texts = [text.get_text() for text in axes.texts]
    assert texts.count("") == 2, "two arrows"
    assert {"adapter", "port", "sdk", "Client, pay"} <= set(texts)
    plt.close(figure)
