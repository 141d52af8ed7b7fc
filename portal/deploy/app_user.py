"""The database user that the portal runs as, beside the one that owns the tables and migrates.

It reads and writes rows, and can neither make, change nor drop a table: whoever takes over the web server cannot either.
"""

import psycopg
from django.db import DatabaseError, connection, transaction
from psycopg import sql

ROWS = "SELECT, INSERT, UPDATE, DELETE"
_GRANTS = f"""
    REVOKE CREATE ON SCHEMA {{schema}} FROM PUBLIC;
    GRANT USAGE ON SCHEMA {{schema}} TO {{user}};
    GRANT {ROWS} ON ALL TABLES IN SCHEMA {{schema}} TO {{user}};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {{schema}} TO {{user}};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {{schema}} GRANT {ROWS} ON TABLES TO {{user}};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {{schema}} GRANT USAGE, SELECT ON SEQUENCES TO {{user}}
"""


class AppUserError(Exception):
    """The user cannot be made, or may too much; the message says why and what to do."""


def allow(user: str, password: str) -> None:
    """Let `user` work on the rows of every table there is and will be, and make it where it isn't there. The owner of the tables asks.

    With a password it gets that one; without, what it had. Can be done again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _make(cursor, user)
        if password:
            # A hash, so that the server's log can't hold the password.
            hashed = _psycopg().pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(user), sql.Literal(hashed)))
        cursor.execute("SELECT current_schema()")
        cursor.execute(sql.SQL(_GRANTS).format(schema=sql.Identifier(cursor.fetchone()[0]), user=sql.Identifier(user)))


def _make(cursor, user: str) -> None:
    cursor.execute("SELECT current_user, (SELECT pg_has_role(oid, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s)", [user])
    owner, mighty = cursor.fetchone()
    if mighty:
        raise AppUserError(f"{user} may do what {owner} may. DATABASE_APP_USER must be another, no superuser and no member of {owner}.")
    if mighty is None:
        try:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(user)))
        except DatabaseError as error:
            raise AppUserError(
                f"{owner} may not make {user} ({error}). Let a superuser run: CREATE ROLE {user} LOGIN PASSWORD '…'"
            ) from error


def _psycopg() -> psycopg.Connection:
    return connection.connection
