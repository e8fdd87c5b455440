#!/usr/bin/env bash
# The operations of the contract's groups ST-READ, ST-BULK, ST-PATCH, ST-CLAIM and ST-LIFE on memory, MongoDB and PostgreSQL and in every stage,
# and what they save, as ratios in one run. The argument is the number of jobs that eight workers claim.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
log=$(mktemp)
trap 'rm -f "$log" "$log.figures"' EXIT

run() {
    mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false -pl "$1" -am verify -Dtest="$2" "-Dsurefire.argLine=-Xmx2g -Doperations.jobs=$3" >"$log" 2>&1 \
        || { tail -n 60 "$log"; return 1; }
    grep -E '^contract (ReadOperations|BulkWrite|Update|Claim|Lifecycle)Contract' "$log" || true
    grep -E '^operations: ' "$log" >>"$log.figures" || true
}

jobs=${1:-10000}
run persistence-dualwrite 'DualWriteStoreContractTest,LegacyLeaderContractTest,TargetLeaderContractTest' "$jobs"
run persistence-mongo 'MongoLeaderContractTest,MongoOperationRatiosTest' "$jobs"
run persistence-postgres 'PostgresLeaderContractTest,PostgresOperationRatiosTest' "$jobs"
cat "$log.figures"
awk -v jobs="$jobs" '{
        for (i = 2; i <= NF; i++) { split($i, p, "="); v[p[1]] = p[2] + 0 }
        if (v["put_all"] < 10 || v["delete_all"] < 10 || v["increment"] <= 1 || v["twice"] > 0 || v["claimed"] != jobs) bad = 1
        n++
    } END { exit bad || n != 2 }' "$log.figures"
