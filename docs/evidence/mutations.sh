#!/usr/bin/env bash
# Mutation tests of the protocol: bash docs/evidence/mutations.sh [ROOM...]; every room but `sending`, whose tests wait, without an argument.
# Each room is mutated against the tests that are meant for it. Prints the score of each room and of all of them last, and fails below
# 95 %; what survived is in persistence-dualwrite/target/mutations/ROOM.csv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

dualwrite=org.stellaops.persistence.dualwrite
internal=$dualwrite.internal
protocol="$dualwrite.protocol.*,$internal.*"
# In one package, but another matter: how images are sent, by threads of their own.
sending="$internal.replicate.Replication*,$internal.replicate.Follower*,$internal.replicate.NamedThreads,$internal.replicate.WriteObservations,$internal.replicate.StoreReports"
replicate="$internal.replicate.AnswerDecision*,$internal.replicate.RecordDecision*,$internal.replicate.Legacy*,$internal.replicate.Forward*,$internal.replicate.Reverse*,$internal.replicate.Provisional*,$internal.replicate.Reports,$internal.replicate.StaleWriteReports,$internal.replicate.Resend,$internal.replicate.SendResult*,$internal.replicate.UniqueValues"

classes_of() {
    case $1 in
    replicate) echo "$replicate" ;;
    sending) echo "$sending" ;;
    gate) echo "$dualwrite.gate.*,$internal.gate.*" ;;
    write | reconcile | failover | tombstone | control | stage) echo "$internal.$1.*" ;;
    *) echo "no room $1" >&2 && return 2 ;;
    esac
}

tests_of() {
    case $1 in
    write) echo "$protocol,$dualwrite.LegacyLeaderContractTest*,$dualwrite.TargetLeaderContractTest*" ;;
    sending) echo "$internal.*,$dualwrite.FollowerReplicatorTest,$dualwrite.FollowerFaultsTest,$dualwrite.ReplicationExecutorTest,$dualwrite.WriteObservationsTest" ;;
    reconcile) echo "$protocol,$dualwrite.DeadLettersTest,$dualwrite.ThrottleTest" ;;
    failover) echo "$protocol,$dualwrite.MoveFailuresTest" ;;
    control) echo "$protocol,$dualwrite.StageViewTest" ;;
    gate) echo "$dualwrite.gate.*,$internal.*" ;;
    *) echo "$protocol" ;;
    esac
}

score() {
    awk -F, -v name="$1" '{ n++; r[$6]++ } END { printf "mutations: %s all=%d killed=%d timed-out=%d survived=%d not-reached=%d score=%d%%\n", name, n, r["KILLED"], r["TIMED_OUT"], r["SURVIVED"], r["NO_COVERAGE"], 100 * (r["KILLED"] + r["TIMED_OUT"]) / n; exit n == 0 || (name == "sum" && 100 * (r["KILLED"] + r["TIMED_OUT"]) < 95 * n) }' "${@:2}"
}

rooms=("$@")
[ "${1:-all}" != all ] || rooms=(write replicate reconcile failover tombstone control stage gate)
reports=persistence-dualwrite/target/mutations
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mvn -B -ntp -q -Pfast -DskipTests -pl persistence-dualwrite -am install
mkdir -p "$reports"
results=()
for room in "${rooms[@]}"; do
    classes=$(classes_of "$room")
    mvn -B -ntp -Pfast,mutations -pl persistence-dualwrite test-compile pitest:mutationCoverage "-Dmutations.classes=$classes" "-Dmutations.tests=$(tests_of "$room")" >"$log" 2>&1 || {
        tail -n 30 "$log"
        exit 1
    }
    cp persistence-dualwrite/target/pit-reports/mutations.csv "$reports/$room.csv"
    score "$room" "$reports/$room.csv"
    results+=("$reports/$room.csv")
done
score sum "${results[@]}"
