"""What settings.py makes of the environment and of the data directory."""

import logging
import os
import secrets
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from environs import EnvError, EnvValidationError, ValidationError
from psycopg.conninfo import conninfo_to_dict

from incidents.fetching.addresses import Allowed


def database_from(url: str) -> dict:
    """Django's settings for a PostgreSQL `url` in libpq's form; "" is the embedded server.

    Raises EnvError for anything but a PostgreSQL address.
    """
    if not url:
        return {"ENGINE": "throughline.postgres", "NAME": "throughline", "USER": "throughline"}
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        parts = {}  # libpq's own message would show the password
    if not parts.get("dbname"):
        raise EnvError(
            "DATABASE_URL is not the address of a PostgreSQL database, "
            "such as postgresql://user:password@host:5432/throughline."
        )
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    database = {ours: str(parts.pop(theirs, "") or "") for ours, theirs in names.items()}
    return {"ENGINE": "django.db.backends.postgresql", **database, "OPTIONS": dict(parts)}


def in_plain_words(error: EnvError) -> str:
    """One sentence that names the variable, what it holds and what it should hold."""
    if not isinstance(error, EnvValidationError):
        return str(error)
    reasons = error.error_messages
    reason = reasons if isinstance(reasons, str) else " ".join(map(str, reasons))
    name = str(error).split('"')[1]
    return f"{name} is {os.environ[name]!r}: {reason.rstrip('.')} (see docs/settings.md)."


def site_address(value: str) -> None:
    """Refuse, with a ValidationError, what is not the address of a whole site."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.rstrip("/"):
        raise ValidationError("Must be an address such as https://incidents.example.org")


def log_level(value: str) -> None:
    """Refuse, with a ValidationError, what is no level of Python's logging."""
    if value.upper() not in logging.getLevelNamesMapping():
        raise ValidationError("Must be one of DEBUG, INFO, WARNING, ERROR and CRITICAL")


def hosts_and_networks(entries: list[str]) -> None:
    """Refuse, with a ValidationError, what names no host, host:port or network."""
    try:
        Allowed.read(entries)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def time_zone(value: str) -> None:
    """Refuse, with a ValidationError, what is not the name of a zone with rules of its own."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError("Must be the name of a time zone, such as Europe/Zurich or UTC")


def existing_directory(path: Path) -> Path:
    """The directory, made if it is missing. Raises EnvError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvError(
            f"cannot make the directory {path} ({error.strerror}); "
            "make its parent writable, or set THROUGHLINE_DATA to another place."
        ) from error
    return path


def secret_key_in(directory: Path) -> str:
    """The key kept in `directory`, made on first use and readable by its owner only. Raises EnvError."""
    path = existing_directory(directory) / "secret-key"
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(50))
        return path.read_text().strip()
    except OSError as error:
        raise EnvError(
            f"cannot keep the secret key in {path} ({error.strerror}); "
            "make the directory writable, set THROUGHLINE_DATA to another, or set SECRET_KEY."
        ) from error


def _write_once(path: Path, text: str) -> None:
    """Put a complete file in place, unless another process was first."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other's is as good as ours
    finally:
        draft.unlink()
