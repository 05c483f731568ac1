"""The compose file names what exists. There need be no Docker engine: these read the files."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from throughline.tests.processes import PROJECT_DIR


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text())


def documented() -> set[str]:
    page = (PROJECT_DIR / "docs" / "settings.md").read_text()
    return set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def programs_of(command: str) -> list[str]:
    """The programs that a command line starts, through `sh -c "… && exec …"` too."""
    return re.findall(r"(?:^|&& |exec |-c \")(?!exec )([a-z][\w-]+)", command)


def test_it_runs_the_five_parts(compose):
    assert set(compose["services"]) == {"web", "worker", "beat", "db", "redis"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_ours_run_programs_that_the_requirements_bring(compose, name):
    programs = programs_of(compose["services"][name]["command"])
    assert programs
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    assert [program for program in programs if not shutil.which(program, path=path)] == []


def test_ours_run_management_commands_that_exist(compose):
    text = (PROJECT_DIR / "Dockerfile").read_text() + compose["services"]["web"]["command"]
    named = re.findall(r"manage\.py (\w+)", text)
    assert set(named) == {"prepare", "collectstatic"}
    assert set(named) <= set(get_commands())


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_ours_get_documented_settings_and_share_database_queue_and_cache(compose, name):
    given = compose["services"][name]["environment"]
    assert set(given) <= documented()
    assert {"DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"} <= set(given)


def test_who_is_waited_for_says_when_it_is_well(compose):
    services = compose["services"]
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in services[other]


def test_every_volume_is_declared(compose):
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service["volumes"]}
    assert used == set(compose["volumes"])


def test_the_example_environment_names_what_is_needed(compose):
    example = (PROJECT_DIR / ".env.example").read_text()
    names = set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    asked_for = set(re.findall(r"\$\{(\w+):\?", (PROJECT_DIR / "docker-compose.yml").read_text()))
    assert asked_for <= names
    assert names - documented() == asked_for


def test_the_image_copies_what_exists_and_is_not_run_by_root():
    dockerfile = (PROJECT_DIR / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE)
    for name in " ".join(copied).split():
        assert (PROJECT_DIR / name).exists()
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE) == ["throughline"]
