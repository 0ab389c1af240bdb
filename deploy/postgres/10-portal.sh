#!/bin/sh
# Runs once, when the database server makes its data directory: the portal's own role, which is no
# superuser and does not pass row-level security, and the database that it owns.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$PORTAL_DB_PASSWORD" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
CREATE ROLE alliance LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE alliance OWNER alliance;
SQL
