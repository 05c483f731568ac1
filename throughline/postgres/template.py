"""For tests: a database with every migration applied, which test databases are copied from.

Applying them takes seconds and copying does not, so each state of the migrations is applied once.
"""

import fcntl
import hashlib
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from throughline.postgres.server import TEMPLATE_PREFIX, EmbeddedPostgres


def migrated_template(server: EmbeddedPostgres) -> str:
    """The name of such a database in `server`, made now if there is none yet."""
    server.start()
    name = f"{TEMPLATE_PREFIX}{_fingerprint()}"
    with server.cluster.beside("template").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with server.connect() as admin:
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                _make(admin, name)
    return name


def _make(admin, name: str) -> None:
    draft = "draft_of_template"
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft)))
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = draft
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    # A session that was closed may take a moment to end, and none may be left.
    admin.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [draft])
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    admin.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))


def _fingerprint() -> str:
    """Of all migrations and the files of words beside them that they read."""
    digest = hashlib.sha256(f"{django.__version__} {settings.MIGRATION_MODULES}".encode())
    for app in apps.get_app_configs():
        if settings.MIGRATION_MODULES.get(app.label, app.label) is None:
            continue
        for folder in ("migrations", "vocabulary"):
            for path in sorted(Path(app.path, folder).glob("*.*")):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
