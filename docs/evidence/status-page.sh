#!/usr/bin/env bash
# The status page in a real Chromium, and what its server answers and refuses.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
command -v chromium >/dev/null || { echo "status-page: chromium is not installed, so nothing was looked at" >&2; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mvn -B -ntp -Pfast -pl persistence-status -am verify -Dtest='org.stellaops.persistence.status.**.*Test' -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 \
    || { grep -vE '^[[:space:]]*at ' "$log" | tail -n 60; exit 1; }
grep -hoE '^status-page: .*' "$log" | sed 's/^status-page: //' | paste -sd' ' | sed 's/^/status-page: /'
grep -hoE '^status-page: .*' "$log" | awk '
    { for (i = 1; i <= NF; i++) { split($i, p, "="); v[p[1]] = p[2] + 0; seen[p[1]] } }
    END { exit !("shown" in seen && v["shown"] < 2000 && v["secrets"] == 0 && v["texts"] > 10 && v["axe"] > 0) }'
