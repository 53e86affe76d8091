#!/bin/sh
# Chromium for the journeys and PostgreSQL for the second database: installed where we may, else named.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
{ command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; } || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "These programs are missing:$missing. On Debian or Ubuntu type: sudo apt-get install$missing" >&2
exit 1
