#!/usr/bin/env bash
# What calls cost: bash docs/evidence/benchmarks.sh KEY [ARGUMENTS], or `benchmarks [KEY...]` for all of them or some, which makes
# docs/benchmarks. Figures of time need a machine that does nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
log=$(mktemp)
figures=$(mktemp)
report=$(mktemp)
trap 'rm -f "$log" "$figures" "$report"' EXIT

mvn -B -ntp -Pfast -Pbenchmarks -q -DskipTests -pl benchmarks -am package >"$log" 2>&1 || { tail -n 40 "$log"; exit 1; }
rooms=org.stellaops.persistence.benchmarks
java=(java "-Dbenchmarks.figures=$figures" -cp benchmarks/target/benchmarks.jar)

run() {
    local key=$1
    shift
    case $key in
        hash-speed) "${java[@]}" -Xmx2g $rooms.hash.HashSpeed "${@:-../shared/data/osv-go.ndjson.gz}" ;;
        aggregate) "${java[@]}" -Xmx2g $rooms.aggregate.AggregateBenchmark "$@" 2>"$log" ;;
        growth) "${java[@]}" -Xmx2g $rooms.aggregate.GrowthBenchmark "$@" 2>"$log" ;;
        # The MongoDB stand-in lives in the same process: with a small heap, collections of its garbage would be most of what p99 shows.
        end-to-end) "${java[@]}" -Xms4g -Xmx4g -Xmn3g $rooms.follower.EndToEnd "$@" 2>"$log" ;;
        # The argument is a number of rotations. What the engines log goes aside: a run breaks them on purpose.
        follower-fault)
            "${java[@]}" -Xms4g -Xmx4g -Xmn3g $rooms.follower.FollowerFault \
                --rotations "${1:-10}" --report "${FOLLOWER_FAULT_REPORT:-$report}" 2>"$log" \
                || { local status=$?; grep -v '^[[:space:]]*at ' "$log" | tail -n 20 >&2; return "$status"; }
            ;;
        # The argument is a number of rotations.
        shadow-latency) "${java[@]}" -Xms2g -Xmx2g $rooms.shadow.ShadowLatency "${1:-20}" 2>"$log" ;;
        overhead) "${java[@]}" $rooms.overhead.Overhead "$@" 2>"$log" ;;
        verify-ratio) "${java[@]}" -Xms6g -Xmx6g -Xmn3g $rooms.verify.VerifyBenchmark "$@" 2>"$log" ;;
        # Arguments: rotations, a file of advisories, numbers of documents.
        # The stand-in holds all documents: with a small heap, marking them again and again takes a tenth of two cores.
        backfill-ratio) "${java[@]}" -Xms6g -Xmx6g -Xmn3g $rooms.backfill.BackfillBenchmark "${1:-5}" "${2:-../shared/data/osv-go.ndjson.gz}" "${@:3}" 2>"$log" ;;
        # Arguments: records, rotations.
        reconcile-ratio) "${java[@]}" -Xms6g -Xmx6g -Xmn3g $rooms.backfill.ReconcileBenchmark "$@" 2>"$log" ;;
        # Arguments: few records, many records, rotations. A heap that is too small ends it with an error.
        backfill-growth) "${java[@]}" -Xmx256m $rooms.backfill.GeneratedBackfill "$@" 2>"$log" || { tail -n 5 "$log" >&2; return 1; } ;;
        # The argument is a number of records. A heap that is too small ends the process, whichever thread finds it so.
        flat-heap) "${java[@]}" -Xmx256m -XX:+ExitOnOutOfMemoryError $rooms.backfill.FlatHeap "$@" 2>"$log" || { tail -n 5 "$log" >&2; return 1; } ;;
        # Arguments: kills, documents, seed.
        backfill-resume) "${java[@]}" -Xmx1g $rooms.backfill.KilledBackfill "$@" 2>"$log" || { tail -n 5 "$log" >&2; return 1; } ;;
        *) echo "unknown key $key" >&2; return 2 ;;
    esac
}

# Whatever fails is in the report; only one that measured nothing fails the command.
run_some() {
    local failed=()
    for key in "$@"; do
        local before
        before=$(wc -l <"$figures")
        run "$key" || true
        [ "$(wc -l <"$figures")" -gt "$before" ] || failed+=("$key")
    done
    "${java[@]}" $rooms.results.ResultsReport "$figures" docs/benchmarks
    [ ${#failed[@]} -eq 0 ] || { echo "benchmarks: nothing was measured by ${failed[*]}" >&2; return 1; }
}

key=$1
shift
if [ "$key" = benchmarks ]; then
    [ $# -gt 0 ] || set -- overhead hash-speed aggregate growth end-to-end follower-fault shadow-latency backfill-ratio backfill-growth flat-heap reconcile-ratio verify-ratio
    run_some "$@"
else
    run "$key" "$@"
fi
