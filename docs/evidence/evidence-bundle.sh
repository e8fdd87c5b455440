#!/bin/bash
# A bundle of a whole walk verifies; one flipped bit in it does not. The argument is how many bits of each file are flipped, one at a time.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mvn -B -ntp -Pfast -pl persistence-cli -am verify -Dtest=EvidenceCommandTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dsurefire.argLine="-Xmx1g -Devidence.flips=${1:-300}" >"$out/log" 2>&1 || { tail -n 60 "$out/log"; exit 1; }
grep -E '^evidence-bundle: records=[1-9][0-9]* flipped=[1-9][0-9]* unnoticed=0$' "$out/log"
