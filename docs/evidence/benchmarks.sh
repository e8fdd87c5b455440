#!/usr/bin/env bash
# What calls cost: bash docs/evidence/benchmarks.sh KEY [ARGUMENTS]. Figures of time need a machine that does nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

mvn -B -ntp -Pfast -Pbenchmarks -q -DskipTests -pl benchmarks -am package >"$log" 2>&1 || { tail -n 40 "$log"; exit 1; }
key=$1
shift
rooms=org.stellaops.persistence.benchmarks
case $key in
    hash-speed) java -Xmx2g -cp benchmarks/target/benchmarks.jar $rooms.hash.HashSpeed "${@:-../shared/data/osv-go.ndjson.gz}" ;;
    aggregate) java -Xmx2g -cp benchmarks/target/benchmarks.jar $rooms.aggregate.AggregateBenchmark "$@" 2>"$log" ;;
    growth) java -Xmx2g -cp benchmarks/target/benchmarks.jar $rooms.aggregate.GrowthBenchmark "$@" 2>"$log" ;;
    # The MongoDB stand-in lives in the same process: with a small heap, collections of its garbage would be most of what p99 shows.
    end-to-end) java -Xms4g -Xmx4g -Xmn3g -cp benchmarks/target/benchmarks.jar $rooms.follower.EndToEnd "$@" 2>"$log" ;;
    overhead) java -cp benchmarks/target/benchmarks.jar $rooms.overhead.Overhead "$@" 2>"$log" ;;
    verify-ratio) java -Xmx2g -cp benchmarks/target/benchmarks.jar $rooms.verify.VerifyBenchmark "$@" 2>"$log" ;;
    backfill-ratio)
        # Arguments: rotations, a file of advisories, numbers of documents.
        java -Xmx3g -cp benchmarks/target/benchmarks.jar $rooms.backfill.BackfillBenchmark "${1:-5}" "${2:-../shared/data/osv-go.ndjson.gz}" "${@:3}" 2>"$log"
        ;;
    # Arguments: records, rotations.
    reconcile-ratio) java -Xmx2g -cp benchmarks/target/benchmarks.jar $rooms.backfill.ReconcileBenchmark "$@" 2>"$log" ;;
    backfill-growth)
        # Arguments: few records, many records, rotations. A heap that is too small ends it with an error.
        java -Xmx256m -cp benchmarks/target/benchmarks.jar $rooms.backfill.GeneratedBackfill "$@" 2>"$log" || { tail -n 5 "$log" >&2; exit 1; }
        ;;
    backfill-resume)
        # Arguments: kills, documents, seed.
        java -Xmx1g -cp benchmarks/target/benchmarks.jar $rooms.backfill.KilledBackfill "$@" 2>"$log" || { tail -n 5 "$log" >&2; exit 1; }
        ;;
    *) echo "unknown key $key" >&2; exit 2 ;;
esac
