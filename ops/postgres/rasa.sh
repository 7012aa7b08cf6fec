#!/bin/sh
# Runs once, when PostgreSQL's volume is new: Rasa's conversations have a role and a database of their own.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$RASA_TRACKER_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE rasa LOGIN PASSWORD :'password';
CREATE DATABASE rasa OWNER rasa;
REVOKE CONNECT ON DATABASE mutuelle, rasa FROM PUBLIC;
GRANT CONNECT ON DATABASE rasa TO rasa;
SQL
