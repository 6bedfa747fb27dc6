"""A database to break: a copy of one that others are connected to."""

import subprocess
import tempfile
from contextlib import closing

import psycopg2


class DatabaseCopy:
    """Connections are opened for one statement each, so that no forked process inherits one."""

    def __init__(self, template, name):
        self.name = name
        self.drop()
        # Not CREATE DATABASE … TEMPLATE: somebody, such as the tests, may be connected to it.
        self._run("postgres", f'CREATE DATABASE "{name}"')
        with tempfile.NamedTemporaryFile(suffix=".dump") as dump:
            subprocess.run(["pg_dump", "-Fc", "-Z0", "-f", dump.name, template], check=True)
            subprocess.run(["pg_restore", "--no-owner", "-d", name, dump.name], check=True)

    def drop(self):
        self._run("postgres", f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def query(self, statement):
        return self._run(self.name, statement)

    def cut_connections(self):
        self._run("postgres", f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")

    @staticmethod
    def _run(database, statement):
        with closing(psycopg2.connect(dbname=database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else None
