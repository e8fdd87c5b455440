#!/usr/bin/env bash
# perimeter: each way in which the perimeter of the protocol failed once, as a named test through the public API.
# rolling-deploy: two versions with different types, replaced one by one under load through a whole walk and back.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

key=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

run() {
    local tests=$1
    shift
    mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false -pl persistence-dualwrite,persistence-runtime -am verify "-Dtest=$tests" "$@" >"$out/log" 2>&1 \
        || { tail -n 60 "$out/log"; return 1; }
}

# The perimeter explored: every state of two processes, one move, one crash and one replaced store; SIMULATION=short leaves the crash out where a store is replaced beside two processes.
simulate() {
    mvn -B -ntp -Pfast,simulation -Dsimulation.perimeter="${SIMULATION:-long}" -Dsurefire.argLine=-Xmx6g -Dsurefire.failIfNoSpecifiedTests=false -pl persistence-simulator -am verify -Dtest=PerimeterSimulationTest,PerimeterBreaksTest >"$out/simulation" 2>&1 \
        || { tail -n 60 "$out/simulation"; return 1; }
    grep -E '^simulate: perimeter, ' "$out/simulation" | awk '{ n++; x += /exhausted/; for (i = 1; i <= NF; i++) { split($i, p, "="); t[p[1]] += p[2] } }
        END { printf "perimeter: scenarios=%d exhausted=%d states=%d crashes=%d steps=%d\n", n, x, t["states"], t["crashes"], t["steps"]; exit n == 0 || x < n }'
    echo "perimeter: breaks caught=$(grep -c 'perimeter break caught=true' "$out/simulation") of $(grep -c 'perimeter break caught=' "$out/simulation")"
}

case $key in
    perimeter)
        simulate
        run 'StageOwnerTest,StoreIdentityTest,ReadmissionTest,GatesTest,StageWalkTest,MoveBesideWritesTest,MoveFailuresTest,MaintenanceLoopTest,SkewedClockTest'
        grep -E 'Tests run:.*Time elapsed' "$out/log"
        echo "perimeter: tests=$(grep -E 'Tests run:.*Time elapsed' "$out/log" | sed -E 's/.*Tests run: ([0-9]+),.*/\1/' | awk "{ n += \$1 } END { print n }") failed=0"
        ;;
    rolling-deploy)
        # In processes of their own, and in one process with refusals that only a call can show.
        run 'RollingDeployTest,RollingProcessesTest' '-Dsurefire.argLine=-Xmx1g -Drolling.processes=true'
        grep -E '^rolling-deploy: ' "$out/log"
        [ "$(grep -cE '^rolling-deploy: .* lost=0' "$out/log")" -eq 2 ]
        grep -E '^rolling-deploy: processes=' "$out/log"
        ;;
    *)
        echo "usage: bash docs/evidence/perimeter.sh perimeter|rolling-deploy" >&2
        exit 2
        ;;
esac
