"""Django's PostgreSQL backend, with the server behind it started on the first connection."""

from django.db.backends.postgresql import base

from throughline.postgres.server import embedded_postgres


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        """As Django's, after making sure that the embedded server runs. Raises PostgresUnavailable."""
        server = embedded_postgres()
        server.start()
        return {**super().get_connection_params(), "host": str(server.socket_directory)}
