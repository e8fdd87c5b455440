#!/usr/bin/env bash
# Existing collections, each with a mapping of at most 60 lines, through the stages and back under live writes. Called by run.sh adopt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false -pl persistence-runtime -am verify -Dtest=AdoptTest >"$log" 2>&1 \
    || { tail -n 60 "$log"; exit 1; }
grep -E '^engine: ' "$log" | sort -u
grep -E '^adopt: ' "$log"
echo "adopt: $(grep -cE '^adopt: .* moves$' "$log") collections adopted, $(grep -c 'is not adopted' "$log" || true) absent"
grep -qE '^adopt: orders.shop_orders: .* moves$' "$log"
