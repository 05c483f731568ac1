"""What settings.py makes of the environment and of the data directory."""

import os
import secrets
from pathlib import Path

import psycopg
from environs import EnvError
from psycopg.conninfo import conninfo_to_dict


def database_from(url: str, *, pool_size: int) -> dict:
    """Django's settings for a PostgreSQL `url` in libpq's form; "" is the embedded server.

    Raises EnvError for anything but a PostgreSQL address.
    """
    if not url:
        return {"ENGINE": "throughline.postgres", "NAME": "throughline", "USER": "throughline"}
    try:
        parts = conninfo_to_dict(url) if "://" in url else {}
    except psycopg.ProgrammingError as error:
        raise EnvError(f"DATABASE_URL cannot be read: {error}") from error
    if not parts.get("dbname"):
        raise EnvError(
            "DATABASE_URL must be the address of a PostgreSQL database, "
            "such as postgresql://user:password@host:5432/throughline."
        )
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    database = {ours: str(parts.pop(theirs, "") or "") for ours, theirs in names.items()}
    options = dict(parts)
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size}
    return {"ENGINE": "django.db.backends.postgresql", **database, "OPTIONS": options}


def secret_key_in(directory: Path) -> str:
    """The key kept in `directory`, made on first use and readable by its owner only. Raises EnvError."""
    path = directory / "secret-key"
    try:
        directory.mkdir(parents=True, exist_ok=True)
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
