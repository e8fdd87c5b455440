#!/usr/bin/env bash
# fleet-cutover: five services in processes of their own, of one module with two cohorts and under load, while the lead of one cohort or of both goes
# back and forth and services are killed, stopped for longer than a lease and cut off. The argument is how often the lead moves; SEED=N plays the faults of a former run again.
# The whole log is in persistence-runtime/target/fleet-cutover.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

changes=${1:-50}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

status=0
mvn -B -ntp -Pfast,crash -Dsurefire.failIfNoSpecifiedTests=false -pl persistence-runtime -am verify \
    -Dtest=FleetJudgementTest,FleetCutoverTest "-Dfleet.changes=$changes" -Dfleet.limits=true ${SEED:+"-Dfleet.seed=$SEED"} >"$out/log" 2>&1 || status=$?
grep -E '^fleet-cutover: (seed|quiet_pause|moved|kinds)' "$out/log" || true
[ "$status" -eq 0 ] || tail -n 60 "$out/log"
total=$(grep -E '^fleet-cutover: changes=' "$out/log" | tail -n 1 || true)
echo "$total"
[ "$status" -eq 0 ] && [[ $total =~ changes=$changes\ .*\ lost=0\ unreported=0\ equal=true\ .*\ others_refused=0$ ]]
