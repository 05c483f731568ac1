"""The PostgreSQL that Throughline starts for itself when there is no DATABASE_URL.

`server.py` is the server and who may stop it, `keeper.py` the process that watches over it, and
`base.py` makes this package a Django database backend that starts the server on first use.
"""

from throughline.postgres.server import EmbeddedPostgres, PostgresUnavailable, embedded_postgres

__all__ = ["EmbeddedPostgres", "PostgresUnavailable", "embedded_postgres"]
