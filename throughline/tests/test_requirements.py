"""What we stand on is pinned, and each package is argued for."""

import re
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from throughline.tests.processes import PROJECT_DIR


def requirements(name: str) -> list[Requirement]:
    lines = (PROJECT_DIR / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


ALL = ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt", "constraints.txt"]


@pytest.mark.parametrize("name", ALL)
def test_every_package_is_pinned_to_one_version(name):
    for requirement in requirements(name):
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_constraints_agree_and_are_what_is_installed(name):
    pins = {canonicalize_name(pin.name): pin.specifier for pin in requirements("constraints.txt")}
    for requirement in requirements(name):
        assert pins[canonicalize_name(requirement.name)] == requirement.specifier
        assert requirement.specifier.contains(version(requirement.name))


def test_each_is_argued_for_and_no_other():
    page = (PROJECT_DIR / "docs" / "dependencies.md").read_text()
    argued = {
        canonicalize_name(name) for name in re.findall(r"^\| (\w[\w-]+)(?: \[.+\])? \| ", page, re.MULTILINE)
    }
    direct = [requirement for name in ALL[:-1] for requirement in requirements(name)]
    assert argued - {"package"} == {canonicalize_name(requirement.name) for requirement in direct}
