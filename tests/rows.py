"""Rows of our tables as PostgreSQL's COPY writes them, kept and brought back exactly."""

import io

from django.db import connection
from psycopg2 import sql

WRITTEN_NOW = """
    SELECT relname, array_agg(attname::text ORDER BY attnum)
    FROM pg_stat_xact_user_tables JOIN pg_attribute ON attrelid = relid
    WHERE schemaname = current_schema() AND n_tup_ins + n_tup_upd + n_tup_del > 0
      AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    GROUP BY relname ORDER BY relname
"""


def written():
    """Table → (its columns, its rows) for every table that this transaction wrote to."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_NOW)
        return {table: (columns, copied(cursor, table, columns)) for table, columns in cursor.fetchall()}


def bring_back(tables):
    """Within a transaction: these rows and no others, without what triggers would make of them."""
    with connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            cursor.execute(statement("ALTER TABLE {} DISABLE TRIGGER USER", table))
            cursor.execute(statement("DELETE FROM {}", table))
            into = statement("COPY {} ({}) FROM STDIN", table, columns)
            cursor.copy_expert(into.as_string(cursor.cursor), io.BytesIO(rows))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(statement("ALTER TABLE {} ENABLE TRIGGER USER", table))


def copied(cursor, table, columns):
    rows = io.BytesIO()
    cursor.copy_expert(statement("COPY {} ({}) TO STDOUT", table, columns).as_string(cursor.cursor), rows)
    return rows.getvalue()


def statement(text, table, columns=()):
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(text).format(sql.Identifier(table), listed)
