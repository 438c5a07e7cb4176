"""The learner's folder: whatever is killed, torn, full or read-only, no answer is lost and none is half there."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from coursekit import answers
from coursekit.answers import Entry, Event, NotSaved
from coursekit.verdict import Outcome


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "answers"))
    return tmp_path / "answers"


def in_a_child(code: str) -> subprocess.Popen[bytes]:
    prelude = "import os, signal\nfrom pathlib import Path\nfrom coursekit import answers\n"
    return subprocess.Popen([sys.executable, "-c", prelude + dedent(code)])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("source", ["x = 1\n", "", "ü = '漢'\n", "x = 1\r\ny = 2\r", "no newline"])
def test_a_saved_answer_is_read_back_exactly(folder: Path, source: str) -> None:
    answers.save("toy", source)
    assert answers.saved("toy") == source
    assert names_in(folder) == ["toy.py"]


def test_nothing_is_saved_before_the_first_answer(folder: Path) -> None:
    assert answers.saved("toy") is None
    assert answers.earlier("toy") == 0
    assert not folder.exists()


def test_a_replaced_answer_is_kept(folder: Path) -> None:
    for source in ("first", "first", "second", "third"):
        answers.save("toy", source)
    assert answers.saved("toy") == "third"
    kept = folder / "earlier" / "toy"
    assert [(path.name, path.read_text()) for path in sorted(kept.iterdir())] == [
        ("001.py", "first"),
        ("002.py", "second"),
    ]
    assert answers.earlier("toy") == 2


def test_a_file_deleted_by_hand_from_earlier_costs_no_other(folder: Path) -> None:
    for source in ("first", "second", "third"):
        answers.save("toy", source)
    (folder / "earlier" / "toy" / "001.py").unlink()
    answers.save("toy", "fourth")
    kept = folder / "earlier" / "toy"
    assert {path.name: path.read_text() for path in kept.iterdir()} == {"002.py": "second", "003.py": "third"}


def test_the_file_obeys_the_umask(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        answers.save("toy", "x = 1\n")
    finally:
        os.umask(before)
    assert (folder / "toy.py").stat().st_mode & 0o777 == 0o640


def test_a_kill_between_two_writes_keeps_the_previous_answer_and_its_litter_goes(folder: Path) -> None:
    answers.save("toy", "first")
    child = in_a_child("""
        Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        answers.save("toy", "second")
    """)
    assert child.wait() == -signal.SIGKILL
    assert answers.saved("toy") == "first"
    (litter,) = folder.glob(".*")
    answers.save("toy", "third")
    assert litter.exists()  # it might be another kernel's, at work right now
    os.utime(litter, (0, 0))
    answers.save("toy", "fourth")
    assert names_in(folder) == ["earlier", "toy.py"]
    assert answers.saved("toy") == "fourth"


def test_a_failing_rename_keeps_the_previous_answer_and_leaves_no_litter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.save("toy", "first")

    def refuse(*_: object) -> None:
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(NotSaved, match="this account may not"):
        answers.save("toy", "second")
    assert answers.saved("toy") == "first"
    assert names_in(folder) == ["earlier", "toy.py"]


def test_a_full_disk_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers.save("toy", "first")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="the disk is full"):
        answers.save("toy", "second")
    assert answers.saved("toy") == "first"


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/course"])
def test_a_folder_that_cannot_be_made_is_named_without_its_path(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / place))
    for write in (lambda: answers.save("toy", "x = 1"), lambda: answers.record("toy", Event.HINT)):
        with pytest.raises(NotSaved) as caught:
            write()
        message = str(caught.value)
        assert "`answers/`" in message
        assert "COURSE_ANSWERS" in message
        assert str(tmp_path) not in message
        assert "/proc" not in message
    assert answers.saved("toy") is None
    assert answers.read_log() == answers.Log((), 0)


def test_an_answer_that_is_no_unicode_is_not_saved(folder: Path) -> None:
    with pytest.raises(NotSaved, match="surrogate"):
        answers.save("toy", "x = '\ud800'")


def test_a_saved_file_in_another_encoding_is_named(folder: Path) -> None:
    folder.mkdir()
    (folder / "toy.py").write_bytes("ü".encode("latin-1"))
    with pytest.raises(NotSaved, match="not UTF-8"):
        answers.saved("toy")
    answers.save("toy", "x = 1\n")
    assert (folder / "earlier" / "toy" / "001.py").read_bytes() == "ü".encode("latin-1")


def test_a_file_that_an_editor_has_marked_is_restored_without_the_mark(folder: Path) -> None:
    folder.mkdir()
    (folder / "toy.py").write_bytes("x = 1\n".encode("utf-8-sig"))
    assert answers.saved("toy") == "x = 1\n"


def test_two_processes_save_at_once(folder: Path) -> None:
    children = [in_a_child(f"for n in range(30): answers.save('toy', '{name}' * 5000 + str(n))") for name in "ab"]
    assert [child.wait() for child in children] == [0, 0]
    texts = [path.read_text() for path in [folder / "toy.py", *(folder / "earlier" / "toy").iterdir()]]
    whole = {name * 5000 + str(number) for name in "ab" for number in range(30)}
    assert sorted(texts) == sorted(whole)
    assert names_in(folder) == ["earlier", "toy.py"]


def test_without_locks_no_earlier_answer_is_written_over(folder: Path) -> None:
    without = "answers.fcntl.flock = lambda *_: (_ for _ in ()).throw(OSError(errno.ENOLCK, 'none'))"
    saves = "for n in range(30): answers.save('toy', '{name}' * 5000 + str(n))"
    children = [in_a_child(f"import errno\n{without}\n{saves.format(name=name)}") for name in "ab"]
    assert [child.wait() for child in children] == [0, 0]
    texts = [path.read_text() for path in (folder / "earlier" / "toy").iterdir()]
    assert len(texts) in (58, 59)  # of 60: without the last, and without one of two firsts at the same moment
    assert set(texts) <= {name * 5000 + str(number) for name in "ab" for number in range(30)}


def test_a_copy_that_cannot_be_kept_leaves_no_empty_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers.save("toy", "first")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved):
        answers.save("toy", "second")
    assert answers.earlier("toy") == 0


def test_the_log_tells_what_happened(folder: Path) -> None:
    answers.record("toy", Event.JUDGED, Outcome.WRONG)
    answers.record("toy", Event.HINT)
    answers.record("other", Event.SOLUTION)
    log = answers.read_log()
    assert [(entry.exercise, entry.event, entry.outcome) for entry in log.entries] == [
        ("toy", Event.JUDGED, Outcome.WRONG),
        ("toy", Event.HINT, None),
        ("other", Event.SOLUTION, None),
    ]
    assert (log.hints("toy"), log.hints("other"), log.unreadable) == (1, 0, 0)
    lines = (folder / "log.jsonl").read_text().splitlines()
    assert list(json.loads(lines[0])) == ["time", "exercise", "event", "outcome"]
    assert len(log.entries[0].time) == len("2026-01-31T18:07:00+00:00")
    assert log.entries[0].time.endswith("+00:00")


def test_a_torn_last_line_costs_only_itself(folder: Path) -> None:
    answers.record("toy", Event.HINT)
    with (folder / "log.jsonl").open("ab") as file:
        file.write(b'{"time": "2026-01-31T18:0')
    assert [entry.event for entry in answers.read_log().entries] == [Event.HINT]
    answers.record("toy", Event.SOLUTION)
    log = answers.read_log()
    assert [entry.event for entry in log.entries] == [Event.HINT, Event.SOLUTION]
    assert log.unreadable == 1


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[]",
        b"null",
        b"3",
        b"{}",
        b'{"time": "t", "exercise": "toy", "event": "sneezed"}',
        b'{"time": "t", "exercise": "toy", "event": "judged", "outcome": "splendid"}',
        b'{"time": "t", "exercise": "toy", "event": ["judged"]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_an_unreadable_line_is_skipped_and_counted(folder: Path, line: bytes) -> None:
    folder.mkdir()
    good = b'{"time": "t", "exercise": "toy", "event": "hint"}\n'
    (folder / "log.jsonl").write_bytes(good + line + b"\n\n" + good)
    entry = Entry("t", "toy", Event.HINT)
    assert answers.read_log() == answers.Log((entry, entry), 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_log_is_named(folder: Path) -> None:
    folder.mkdir()
    (folder / "log.jsonl").symlink_to("/dev/full")
    with pytest.raises(NotSaved, match="the disk is full"):
        answers.record("toy", Event.HINT)


def test_two_processes_append_at_once(folder: Path) -> None:
    children = [in_a_child(f"for _ in range(300): answers.record('{name}' * 50, answers.Event.HINT)") for name in "ab"]
    assert [child.wait() for child in children] == [0, 0]
    log = answers.read_log()
    assert (log.hints("a" * 50), log.hints("b" * 50), log.unreadable) == (300, 300, 0)


def test_same_code_looks_through_comments_and_layout() -> None:
    assert answers.same_code("x = 1", "x   =  1  # one\n\n")
    assert not answers.same_code("x = 1", "x = 2")
    assert not answers.same_code("x = ", "x = ")
    assert not answers.same_code("x = '\0'", "x = '\0'")


def test_comparing_warns_of_nothing(recwarn: pytest.WarningsRecorder) -> None:
    assert not answers.same_code("x = '\\d'", "x = 1")
    assert not recwarn.list
