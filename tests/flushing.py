"""Empty the database between tests although the audit record refuses it: what only its owner can do."""

from contextlib import contextmanager

from django.db import connections, transaction


@contextmanager
def unguarded(connection):
    """Inside, no trigger of the database fires; afterwards all are there as before."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def flush_unguarded(operations_class):
    """Let `flush`, with which tests that commit clean up, through the triggers."""
    flush = operations_class.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        with unguarded(connections[self.connection.alias]):
            flush(self, sql_list)

    operations_class.execute_sql_flush = execute_sql_flush
