"""Django's PostgreSQL backend, with the server behind it started on the first connection."""

from django.db.backends.postgresql import base, client, creation

from throughline.postgres.server import embedded_postgres


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, with the psql that belongs to the server."""

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict, parameters):
        server = embedded_postgres()
        server.start()
        settings_dict = {**settings_dict, "HOST": str(server.socket_directory)}
        (_, *arguments), environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(server.cluster.binaries / "psql"), *arguments], environment


class DatabaseCreation(creation.DatabaseCreation):
    def _destroy_test_db(self, test_database_name, verbosity):
        """Drop it even if a thread of a test that has ended is still connected."""
        name = self.connection.ops.quote_name(test_database_name)
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    creation_class = DatabaseCreation

    def get_connection_params(self):
        """As Django's, after making sure that the embedded server runs. Raises PostgresUnavailable."""
        server = embedded_postgres()
        server.start()
        return {**super().get_connection_params(), "host": str(server.socket_directory)}
