#!/usr/bin/env bash
# What a preflight names is what a backfill refuses; a large collection in a small heap. Called by run.sh preflight.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false -pl persistence-runtime -am verify -Dtest='Preflight*Test' >"$log" 2>&1 \
    || { tail -n 60 "$log"; exit 1; }
grep -E '^engine: ' "$log" | sort -u
grep -E '^agreement: ' "$log"
grep -E '^preflight: .* read in -Xmx40m$' "$log"
