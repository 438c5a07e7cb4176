"""The files around the code agree with each other."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from coursekit.paths import course_root

ROOT = course_root()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.lock").read_text()
SUPPORTED = ("3.11.0", "3.12.0", "3.13.0")


def direct_dependencies() -> list[Requirement]:
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    return [Requirement(line) for line in [*PROJECT["dependencies"], *extras]]


def locked() -> Iterator[tuple[Requirement, int]]:
    """Yield each locked requirement with the number of its hashes."""
    lines = "\n".join(line for line in LOCK.splitlines() if not line.lstrip().startswith("#"))
    for entry in lines.replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split(" --hash=")
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in hashes), entry
        yield Requirement(requirement), len(hashes)


def test_everything_locked_has_a_version_and_hashes_and_no_address() -> None:
    for requirement, hashes in locked():
        assert hashes, f"{requirement} has no hash: run `make lock`"
        assert [clause.operator for clause in requirement.specifier] == ["=="], requirement
    assert "://" not in LOCK
    assert not re.search(r"^\s*-", re.sub(r"^ +--hash=", "", LOCK, flags=re.MULTILINE), re.MULTILINE)


def test_the_lock_satisfies_pyproject_on_every_python() -> None:
    for python in SUPPORTED:
        environment = {"python_version": python[:4], "python_full_version": python}
        versions = {
            canonicalize_name(requirement.name): Version(next(iter(requirement.specifier)).version)
            for requirement, _ in locked()
            if not requirement.marker or requirement.marker.evaluate(environment)
        }
        for wanted in direct_dependencies():
            found = versions.get(canonicalize_name(wanted.name))
            assert found and found in wanted.specifier, f"{wanted} against {found} on {python}: run `make lock`"


def test_every_dependency_has_a_lower_bound() -> None:
    unbound = [str(wanted) for wanted in direct_dependencies() if ">=" not in str(wanted.specifier)]
    assert not unbound


def test_conda_gets_the_same_course() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    assert environment["name"] == PROJECT["name"]
    assert pip == {"pip": [f"-e .[{','.join(PROJECT['optional-dependencies'])}]"]}
    # Strict match specs: a name, then one constraint after one space. conda forgives others, mamba doesn't.
    specs = [re.fullmatch(r"([a-z][a-z0-9-]*)(?: ([<>=!~]=?[0-9.]+(?:,[<>=!~]=?[0-9.]+)*))?", spec) for spec in conda]
    assert all(specs), conda
    bounds = {spec[1]: spec[2] for spec in specs if spec}
    assert set(bounds) == {"python", "pip"}
    assert SpecifierSet(bounds["python"]) == SpecifierSet(PROJECT["requires-python"])


def test_the_workflow_covers_every_supported_python() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == [python[:4] for python in SUPPORTED]
    assert all(python in SpecifierSet(PROJECT["requires-python"]) for python in SUPPORTED)


def test_no_file_names_a_package_registry() -> None:
    """Whoever installs the course decides where packages come from."""
    hosts = re.compile(r"\b(pypi|pythonhosted|npmjs|anaconda)\.(org|com|io)\b")
    listed = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split("\0")
    files = [ROOT / name for name in names if name and (ROOT / name).is_file()]
    guilty = [str(path.relative_to(ROOT)) for path in files if hosts.search(path.read_text(errors="ignore"))]
    assert not guilty


def test_what_is_installed_fits_together() -> None:
    check = [sys.executable, "-m", "uv", "pip", "check", "--python", sys.executable]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
