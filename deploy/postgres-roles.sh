#!/bin/bash
# Runs once, when the database folder is new: the owner who migrates, and the role that runs and owns nothing.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username postgres --dbname template1 \
  --set owner_password="$COOP_OWNER_PASSWORD" --set app_password="$COOP_APP_PASSWORD" <<'SQL'
create extension pg_trgm;
create extension unaccent;
create extension btree_gist;
create role coop_owner login createdb password :'owner_password';
create role coop_app login password :'app_password';
create database coop owner coop_owner;
SQL
