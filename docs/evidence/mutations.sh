#!/usr/bin/env bash
# Mutation tests of the protocol: bash docs/evidence/mutations.sh [all]. Prints the score last; the survivors are in
# persistence-dualwrite/target/pit-reports.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

room=org.stellaops.persistence.dualwrite.internal
measured="$room.write.*,$room.control.EpochView,$room.replicate.RecordDecision,$room.replicate.AnswerDecision,$room.replicate.LegacyApply*,$room.reconcile.StaleWriteScan"
classes=()
[ "${1:-}" = all ] || classes=("-Dmutations.classes=$measured")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mvn -B -ntp -q -Pfast -DskipTests -pl persistence-dualwrite -am install
mvn -B -ntp -Pfast,mutations -pl persistence-dualwrite test-compile pitest:mutationCoverage "${classes[@]}" >"$log" 2>&1 || { tail -n 30 "$log"; exit 1; }
awk -F, '{ n++; r[$6]++ } END { printf "mutations: all=%d killed=%d timed-out=%d survived=%d not-reached=%d score=%d%%\n", n, r["KILLED"], r["TIMED_OUT"], r["SURVIVED"], r["NO_COVERAGE"], 100 * (r["KILLED"] + r["TIMED_OUT"]) / n; exit n == 0 }' \
    persistence-dualwrite/target/pit-reports/mutations.csv
