"""The doctor's findings in a notebook: the same words on healthy machines, and an excuse only where one is due."""

from __future__ import annotations

import pytest

from coursekit import checkup
from coursekit.checkup import CheckUp
from coursekit.doctor import Diagnosis

READY = Diagnosis("Python", "3.12.1")
NO_SERVER = Diagnosis("PostgreSQL", "There is none.", "Install one, or set `DATABASE_URL`.")
NO_ROOM = Diagnosis("disk", "0.1 GB free.", "Make room.")


def found(monkeypatch: pytest.MonkeyPatch, *diagnoses: Diagnosis) -> CheckUp:
    monkeypatch.setattr(checkup, "examine", lambda: iter(diagnoses))
    return CheckUp()


def test_healthy_machines_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    one = found(monkeypatch, READY, Diagnosis("disk", "12.3 GB free"))
    other = found(monkeypatch, Diagnosis("Python", "3.11.0"), Diagnosis("disk", "45.6 GB free"))
    assert repr(one) == repr(other) == "This machine is ready for the course\n  ✓ Ready: Python, disk."
    assert one._repr_mimebundle_() == other._repr_mimebundle_()


def test_what_is_missing_is_told_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = found(monkeypatch, READY, NO_SERVER)._repr_mimebundle_()
    assert "✗ PostgreSQL: There is none. Install one, or set `DATABASE_URL`." in bundle["text/plain"]
    assert "PostgreSQL: There is none. Install one, or set <code>DATABASE_URL</code>." in bundle["text/html"]


def test_what_is_missing_excuses_a_cell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with found(monkeypatch, READY, NO_SERVER).leaves_out():
        raise OSError
    assert "Left out on this machine. PostgreSQL: There is none. Install one" in capsys.readouterr().out


@pytest.mark.parametrize("diagnoses", [(READY,), (READY, NO_ROOM)])
def test_nothing_else_does(monkeypatch: pytest.MonkeyPatch, diagnoses: tuple[Diagnosis, ...]) -> None:
    with pytest.raises(OSError, match="a bug"), found(monkeypatch, *diagnoses).leaves_out():
        raise OSError("a bug")
