#!/bin/sh
# Pango for PDFs, Chromium for the journeys, PostgreSQL for the second database: installed where we may,
# else named. `system_packages.sh pango` asks for Pango alone, which is all that running Gilydd needs.
missing=""
ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
if [ "$1" != pango ]; then
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
{ command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; } || missing="$missing postgresql"
fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "These packages are missing:$missing. On Debian or Ubuntu type: sudo apt-get install$missing" >&2
[ "$1" = pango ] && exit 0 # everything but letters and PDFs works without it
exit 1
