"""Who may do what in the database: its owner makes tables, the application changes rows, a reader reads.

The application can neither make nor drop anything, nor run programs, nor change what is append-only: whoever gets hold
of its connection gets no further than the rows that the pages change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from psycopg import Connection, sql

DATABASE = "tsunagu"
SUPERUSER = "postgres"


class Role(StrEnum):
    """A user of the database."""

    OWNER = "tsunagu_owner"
    APPLICATION = "tsunagu"
    READER = "tsunagu_reader"


def ensure(connection: Connection[Any], passwords: Mapping[Role, str]) -> None:
    """Make the three roles with their passwords; ``connection`` is a superuser's."""
    for role, password in passwords.items():
        there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.value]).fetchone()
        verb = "ALTER" if there else "CREATE"
        connection.execute(
            sql.SQL(
                "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
            ).format(sql.SQL(verb), sql.Identifier(role.value), sql.Literal(password))
        )


def grant(connection: Connection[Any]) -> None:
    """Give each role its rights in the database of ``connection``, which is a superuser's or the owner's.

    Also to tables that an owner makes later. Can be done again at any time.
    """
    for statement in statements(connection.info.dbname):
        connection.execute(statement)


def statements(database: str) -> Iterator[sql.Composed]:
    """The rights of each role in one database, as SQL."""
    names = {
        "database": sql.Identifier(database),
        "owner": sql.Identifier(Role.OWNER),
        "application": sql.Identifier(Role.APPLICATION),
        "reader": sql.Identifier(Role.READER),
        "role": sql.Literal(Role.APPLICATION.value),
    }
    later = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public").format(**names)
    for line in _RIGHTS.strip().splitlines():
        yield sql.SQL(line).format(**names, later=later, less=sql.SQL(_LESS).format(**names))


_RIGHTS = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC
GRANT CONNECT, TEMPORARY, CREATE ON DATABASE {database} TO {owner}
GRANT CONNECT ON DATABASE {database} TO {application}, {reader}
REVOKE ALL ON SCHEMA public FROM PUBLIC
GRANT USAGE, CREATE ON SCHEMA public TO {owner}
GRANT USAGE ON SCHEMA public TO {application}, {reader}
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {application}
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {application}
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}
DO $$ {less} $$
{later} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application}
{later} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {application}
{later} GRANT SELECT ON TABLES TO {reader}
"""

# CREATE is for extensions, such as pg_trgm. Clusters of earlier versions are without it.
COMPLETE = "SELECT has_database_privilege(%s, current_database(), 'CREATE')"


# A table says by its comment, which only its owner can write, that what it holds stays.
_LESS = """
DECLARE kept record;
BEGIN
    FOR kept IN SELECT oid::regclass AS name, obj_description(oid, 'pg_class') AS said FROM pg_class
        WHERE relkind = 'r' AND obj_description(oid, 'pg_class') LIKE 'append-only%'
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM ', kept.name) || quote_ident({role});
        IF kept.said = 'append-only save its parts' THEN
            EXECUTE format('GRANT UPDATE (parts) ON %s TO ', kept.name) || quote_ident({role});
        END IF;
    END LOOP;
END
"""


def take_over(connection: Connection[Any]) -> None:
    """Give what an earlier version's superuser made in this database to the owner; the connection is a superuser's."""
    for kind, name in connection.execute(_OF_OTHERS, [Role.OWNER.value]).fetchall():
        connection.execute(
            sql.SQL("ALTER {} {} OWNER TO {}").format(
                sql.SQL(kind), sql.Identifier("public", name), sql.Identifier(Role.OWNER)
            )
        )


# Sequences of columns follow their tables; functions and types of ours there are none.
_OF_OTHERS = """
SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'S') AND pg_get_userbyid(c.relowner) <> %s
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
"""
