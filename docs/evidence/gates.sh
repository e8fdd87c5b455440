#!/usr/bin/env bash
# gates: each gate blocks, explains and clears, through file, call and command; a coordinator dies at each of its statements and another process
# finishes or aborts; a policy takes the lead back; a rehearsal goes there and back under the load of two services.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false -pl persistence-dualwrite,persistence-runtime,persistence-cli -am verify \
    '-Dtest=CoordinatorCrashTest,RollbackRulesTest,AutomaticRollbackTest,RollbackOnDatabasesTest,RehearsalTest,EveryGateTest,FollowerGatesTest' >"$out/log" 2>&1 \
    || { tail -n 60 "$out/log"; exit 1; }
grep -E 'Tests run:.*Time elapsed|^(rehearsal|rollback): ' "$out/log"
gates=$(grep -E 'Tests run:.*(EveryGate|FollowerGates)Test' "$out/log" | sed -E 's/.*Tests run: ([0-9]+),.*/\1/' | awk '{ n += $1 } END { print n }')
grep -E '^coordinator-crash: ' "$out/log" | awk -v gates="$gates" '{ n++; for (i = 1; i <= NF; i++) { split($i, p, "="); t[p[1]] += p[2] } }
    END { printf "gates: tests=%d coordinator deaths=%d finished=%d aborted=%d\n", gates, t["statements"], t["finished"], t["aborted"]; exit n < 4 }'
