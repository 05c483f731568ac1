"""What a new installation needs before its first page: tables, static files, an administrator, examples."""

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.roles import Role
from incidents.indexing import not_indexed, reindex

ADMINISTRATOR = "admin"


def bring_tables_up_to_date() -> bool:
    """Apply the migrations that are new; whether there were any."""
    executor = MigrationExecutor(connection)
    new = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if new:
        call_command("migrate", interactive=False, verbosity=0)
    return new


def collect_static_files() -> bool:
    """Put the static files in STATIC_ROOT, unless what is there was made from the same; whether it did."""
    if not settings.HASHED_STATIC:
        return False
    stamp = settings.STATIC_ROOT / ".collected"
    fingerprint = _fingerprint_of_static_files()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)
    return True


def _fingerprint_of_static_files() -> str:
    """Changes when any static file of ours or of a package is added, removed or written."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=[]):
            status = os.stat(storage.path(path))
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def password_file() -> Path:
    return settings.DATA_DIR / "admin-password.txt"


def create_administrator() -> bool:
    """Create the first person, with a generated password kept in `password_file()`; whether it did."""
    people = get_user_model().objects
    with transaction.atomic():
        if people.exists():
            return False
        password = secrets.token_urlsafe(12)
        administrator = people.create_superuser(ADMINISTRATOR, password=password)
        administrator.give_role(Role.ADMINISTRATOR)
        path = password_file()
        path.unlink(missing_ok=True)  # another database's
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{password}\n")
    return True


def index_incidents() -> int:
    """Index the incidents that search lacks or has by older rules, as after an upgrade; how many."""
    return reindex(not_indexed())


def load_examples() -> None:
    """Load the example incidents, if the database has no incident."""
    call_command("load_examples", verbosity=0)
