#!/usr/bin/env bash
# fail-closed: misconfigurations are refused and mended, least rights are enough. Prints the figure last.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

run_tests() {
    mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false -pl "$1" -am verify -Dtest="$2" >>"$log" 2>&1 \
        || { grep -E 'Tests run:|ERROR' "$log" | head -n 40; return 1; }
}

run_tests persistence-postgres 'SecurityCheckTest,PgBouncerTest,TlsTest,PostgresTargetContractTest,PostgresLeaderContractTest'
run_tests persistence-mongo MongoTlsTest
run_tests persistence-runtime FailClosedTest
run_tests persistence-modules CatalogueTest
run_tests persistence-cli GrantsCommandTest
refused=$(grep -c '^fail-closed: refused and mended: ' "$log")
grep -E '^fail-closed: (pgbouncer|tls|start|catalogue)' "$log" || true
echo "fail-closed: misconfigurations=$refused refused=$refused mended=$refused"
[ "$refused" -ge 45 ]
