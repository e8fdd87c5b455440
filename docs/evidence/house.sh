#!/usr/bin/env bash
# Shows what each artefact holds and depends on, and fails on anything that ADR 0015 and 0016 rule out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Without -Pfast's skip of the dependency analysis; formatting and Javadoc are no part of this claim.
# With the artefact that is built by a profile.
mvn -B -ntp verify -Pfast,spark -Dmdep.analyze.skip=false -Dtest='HouseTest,ArchitectureTest' -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 || {
    grep -E 'ERROR|WARNING.*(dependenc|:jar:)|^house: ' "$log" | head -n 60
    exit 1
}
grep -E '^house: ' "$log"
echo "house: artefacts=$(grep -cE '^house: ' "$log"), packages free of cycles, dependencies exact, former names and words absent"
