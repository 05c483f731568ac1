"""Settings come from the environment, are documented, and a bad one is refused in one sentence."""

import json
import os
import re
import stat
import subprocess
import sys

import pytest
from environs import EnvError

from throughline.environment import database_from
from throughline.tests.processes import PROJECT_DIR, environment

SHOW = """
import json, sys
from throughline import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


@pytest.fixture
def run(tmp_path):
    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT_DIR,
            env=environment(**{"THROUGHLINE_DATA": str(tmp_path / "var")} | variables),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def settings_with(run):
    def settings_with(*names: str, **variables: str) -> dict:
        result = run("-c", SHOW, *names, **variables)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return settings_with


def variables_read() -> set[str]:
    sources = ("settings.py", "environment.py", "supervisor.py")
    text = "".join((PROJECT_DIR / "throughline" / name).read_text() for name in sources)
    return set(re.findall(r'env\.\w+\(\s*"(\w+)"', text)) | set(
        re.findall(r'"(\w+)" not in os\.environ', text)
    )


def test_every_variable_is_documented_and_no_other():
    page = (PROJECT_DIR / "docs" / "settings.md").read_text()
    tables = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert tables == variables_read() - {"NO_COLOR"}
    assert "`NO_COLOR`" in page


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is 'http': Not a valid integer (see docs/settings.md)."),
        (
            "PORT",
            "70000",
            "PORT is '70000': Must be greater than or equal to 1 and less than",
        ),
        ("DEBUG", "perhaps", "DEBUG is 'perhaps': Not a valid boolean"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'loud': Must be one of DEBUG, INFO, WARNING, ERROR and CRITICAL"),
        ("THROUGHLINE_REVIEW_ZONE", "Mars", "Must be the name of a time zone, such as Europe/Zurich or UTC"),
        ("THROUGHLINE_ADDRESS", "example.org", "Must be an address such as https://incidents.example.org"),
        (
            "THROUGHLINE_WEB_THREADS",
            "0",
            "WEB_THREADS is '0': Must be greater than or equal to 1",
        ),
        (
            "DATABASE_URL",
            "mysql://root:hunter2@db/x",
            "DATABASE_URL is not the address of a PostgreSQL database",
        ),
        ("THROUGHLINE_OIDC_ISSUER", "https://id.example.org", '"THROUGHLINE_OIDC_CLIENT_ID" not set'),
        (
            "THROUGHLINE_FETCH_ALLOW",
            "10.0.0.0/8,status lan",
            "“status lan” is not a host, host:port or network; write status.lan, status.lan:8080 or",
        ),
        ("THROUGHLINE_DATA", "/dev/null/var", "cannot make the directory /dev/null/var (Not a directory)"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(run, name, value, sentence):
    result = run("manage.py", "check", **{name: value})
    assert result.returncode == 1
    assert sentence in result.stderr
    assert result.stderr.startswith("throughline: ")
    assert len(result.stderr.splitlines()) == 1
    assert "hunter2" not in result.stderr


def test_a_database_address_becomes_djangos_settings():
    database = database_from("postgresql://me:s%40crt@db:5433/mine?sslmode=require")
    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "mine",
        "USER": "me",
        "PASSWORD": "s@crt",
        "HOST": "db",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_only_the_web_server_keeps_connections(run):
    show = "from django.conf import settings; print(settings.DATABASES['default'].get('OPTIONS'))"
    settings_alone = {
        "DATABASE_URL": "postgresql://db/mine",
        "DJANGO_SETTINGS_MODULE": "throughline.settings",
    }
    web = f"import throughline.wsgi; {show}"
    assert run("-c", show, **settings_alone).stdout.strip() == "{}"
    assert run("-c", web, **settings_alone).stdout.strip() == "{'pool': {'min_size': 1, 'max_size': 6}}"
    assert run("-c", web, **settings_alone, DATABASE_POOL_SIZE="0").stdout.strip() == "{}"


def test_without_an_address_the_database_is_the_embedded_one():
    assert database_from("")["ENGINE"] == "throughline.postgres"


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql://host", "x", "postgresql://db:port/mine?x=1"])
def test_other_addresses_are_refused_without_showing_them(url):
    with pytest.raises(EnvError, match="is not the address of a PostgreSQL database") as refused:
        database_from(url)
    assert url not in str(refused.value)


def test_the_secret_key_is_made_once_and_is_the_owners_alone(settings_with, tmp_path):
    first = settings_with("SECRET_KEY")["SECRET_KEY"]
    assert len(first) >= 50
    assert settings_with("SECRET_KEY")["SECRET_KEY"] == first
    kept = tmp_path / "var" / "secret-key"
    assert kept.read_text() == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert settings_with("SECRET_KEY", SECRET_KEY="given")["SECRET_KEY"] == "given"


def test_an_https_address_makes_cookies_secure_and_its_host_welcome(settings_with):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")
    safe = settings_with(
        *names, THROUGHLINE_ADDRESS="https://incidents.example.org/", ALLOWED_HOSTS="10.0.0.7"
    )
    assert safe["SESSION_COOKIE_SECURE"]
    assert safe["CSRF_COOKIE_SECURE"]
    assert {"incidents.example.org", "10.0.0.7"} <= set(safe["ALLOWED_HOSTS"])
    assert safe["CSRF_TRUSTED_ORIGINS"] == ["https://incidents.example.org"]
    assert not settings_with(*names)["SESSION_COOKIE_SECURE"]


def test_forwarded_headers_are_believed_only_behind_a_proxy(settings_with, run):
    assert run("-c", SHOW, "SECURE_PROXY_SSL_HEADER").returncode == 1
    behind = settings_with("SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT", THROUGHLINE_PROXIES="1")
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_a_sign_in_provider_is_offered_once_it_is_configured(settings_with):
    providers = settings_with(
        "SOCIALACCOUNT_PROVIDERS",
        THROUGHLINE_OIDC_ISSUER="https://id.example.org",
        THROUGHLINE_OIDC_CLIENT_ID="throughline",
        THROUGHLINE_OIDC_CLIENT_SECRET="secret",
    )
    (app,) = providers["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert app["settings"]["server_url"] == "https://id.example.org"


def test_given_servers_are_used_and_the_queue_is_on_disc_without_one(settings_with, tmp_path):
    names = ("CELERY_BROKER_URL", "CACHES", "EMAIL_BACKEND", "DATABASE_IS_EMBEDDED")
    alone = settings_with(*names)
    assert alone["CELERY_BROKER_URL"].startswith("filesystem://")
    assert alone["DATABASE_IS_EMBEDDED"]
    assert (tmp_path / "var" / "broker" / "messages").is_dir()
    served = settings_with(
        *names,
        CELERY_BROKER_URL="redis://redis/0",
        CACHE_URL="redis://redis/1",
        EMAIL_HOST="smtp.example.org",
        DATABASE_URL="postgresql://db/mine",
    )
    assert served["CELERY_BROKER_URL"] == "redis://redis/0"
    assert served["CACHES"]["default"]["LOCATION"] == "redis://redis/1"
    assert served["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert not served["DATABASE_IS_EMBEDDED"]


def test_two_processes_agree_on_the_secret_key(tmp_path):
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", SHOW, "SECRET_KEY"],
            cwd=PROJECT_DIR,
            env=environment(THROUGHLINE_DATA=str(tmp_path / "var")),
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    assert len({program.communicate(timeout=60)[0] for program in programs}) == 1
    assert sorted(os.listdir(tmp_path / "var")) == ["broker", "secret-key"]
