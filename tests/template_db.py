"""One migrated database for each state of the migrations; test databases are copies of it.

Migrating takes the better part of a minute and gives the same result every time. The template is
named after all that makes it, so a changed migration makes a new one, and old ones are dropped.
"""

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg2
from django.conf import settings

PREFIX = "alliance_template_"
LOCK = 7_031_991
"""Processes of one test run wait for whoever builds the template."""


def name_of_template() -> str:
    """Named after the migrations and the versions of the packages that bring some of their own."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    for place in ("alliance", "enterprises", "programs", "talent"):
        for file in sorted((root / place).rglob("migrations/*.py")):
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    digest.update((root / "requirements" / "dev.lock").read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def connect(database: str) -> "psycopg2.extensions.connection":
    server = settings.DATABASES["default"]
    found = psycopg2.connect(
        dbname=database,
        user=server["USER"],
        password=server["PASSWORD"] or None,
        host=server["HOST"] or None,
        port=server["PORT"] or None,
    )
    found.autocommit = True
    return found


def address_of(database: str) -> str:
    server = settings.DATABASES["default"]
    who = quote(server["USER"], safe="") + (
        f":{quote(server['PASSWORD'], safe='')}" if server["PASSWORD"] else ""
    )
    port = f":{server['PORT']}" if server["PORT"] else ""
    return f"postgresql://{who}@{quote(server['HOST'], safe='')}{port}/{database}"


def built() -> str:
    """The template's name; it is migrated first where it is missing."""
    wanted = name_of_template()
    # closing: psycopg2's own `with` would open a transaction, in which no database is made
    with closing(connect(settings.DATABASES["default"]["NAME"])) as server:
        cursor = server.cursor()
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        found = {name for (name,) in cursor.fetchall()}
        if wanted not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            draft = f"{wanted}_draft"
            cursor.execute(f'CREATE DATABASE "{draft}" TEMPLATE template0')
            migrate(draft)
            cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{wanted}"')
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return wanted


def migrate(database: str) -> None:
    """In a process of its own, so that no connection to the template is left."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address_of(database)},
        check=True,
    )
