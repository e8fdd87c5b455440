#!/usr/bin/env bash
# Shows one claim of docs/evidence/README.md: bash docs/evidence/run.sh KEY [ARGUMENT]
# Prints its figure last and exits with something else than 0 when the claim fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

maven=(mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

build_jar() {
    "${maven[@]}" -q -DskipTests -pl examples/demo -am package
}

# Runs tests of one module, shows the lines that carry figures, and fails as the tests do.
run_tests() {
    local module=$1 tests=$2
    shift 2
    local status=0
    "${maven[@]}" -pl "$module" -am verify -Dtest="$tests" "$@" >"$out/log" 2>&1 || status=$?
    grep -E '^simulate: |^crash-run: |^engine: |Tests run:.*Time elapsed|There are test failures|COMPILATION ERROR' "$out/log" || true
    [ "$status" -eq 0 ] || { tail -n 60 "$out/log"; return "$status"; }
}

fresh_clone() {
    git clone -q . "$out/clone"
    local begin=$SECONDS
    (cd "$out/clone" && mvn -B -ntp -q -Dmaven.repo.local="$out/m2" verify >"$out/log" 2>&1) || { tail -n 60 "$out/log"; return 1; }
    local verify=$((SECONDS - begin))
    rm -rf "$out/m2"
    begin=$SECONDS
    (cd "$out/clone" && mvn -q -ntp -Pfast -DskipTests -Dmaven.repo.local="$out/m2" -pl examples/demo -am package \
        && java -jar examples/demo/target/demo.jar >"$out/log" 2>&1) || { tail -n 60 "$out/log"; return 1; }
    echo "fresh-clone: user=$(id -un) verify=${verify}s demo=$((SECONDS - begin))s, each with an empty local repository"
    [ "$verify" -lt 900 ]
}

whole_way() {
    local advisories=${1:-../shared/data/osv-go.ndjson.gz}
    build_jar
    if [ ! -f "$advisories" ]; then
        echo "whole-way: $advisories is absent; generated advisories instead"
        advisories=
    fi
    java -jar examples/demo/target/demo.jar ${advisories:+--advisories "$advisories"} \
        --writes 20000 --report "$out/report.json" --export "$out/export.ndjson" >"$out/log" 2>&1 || { tail -n 40 "$out/log"; return 1; }
    tail -n 40 "$out/log"
    python3 - "$out/report.json" <<'P' 2>/dev/null || tail -n 1 "$out/log"
import json, sys
r = json.load(open(sys.argv[1]))
print("whole-way: verdict=%s read=%d stored=%d refused=%d acknowledged=%d lost=%d planted=%d found=%d false_positives=%s pause_ms=%s" % (
    r["verdict"], r["advisories"]["read"], r["advisories"]["stored"], len(r["advisories"]["refused"]), r["acknowledged_writes"],
    r["lost_writes"], len(r["planted"]), len(r["found"]), r["false_positives"], r["cutover_pause_ms"]))
P
}

# shellcheck source=docs/evidence/catalogue.sh
source docs/evidence/catalogue.sh

case "${1:-}" in
    catalogue) catalogue "${2:-1000}" ;;
    tenant-leak) tenant_leak "${2:-100000}" ;;
    migrations) migrations "${2:-50000}" ;;
    schema-check) schema_check ;;
    fresh-clone) fresh_clone ;;
    whole-way) whole_way "${2:-}" ;;
    store-contract)
        run_tests persistence-dualwrite '*Contract*Test'
        run_tests persistence-mongo '*Contract*Test,MongoLegacy*Test,MongoControl*Test'
        run_tests persistence-postgres '*Contract*Test'
        echo "store-contract: memory, MongoDB and PostgreSQL pass; exemptions are in docs/spec/store-exemptions.md"
        ;;
    hostile-input | never-stuck | supervised | no-secrets | mongodb-servers) bash docs/evidence/hostile.sh "$@" ;;
    newcomer-type)
        run_tests persistence-runtime NewcomerTest
        echo "newcomer-type: passed"
        ;;
    adopt) bash docs/evidence/adopt.sh ;;
    infer)
        run_tests persistence-cli InferCommandTest
        grep -hE '^infer: .*absent' "$out/log" && { echo "infer: the real collections are absent, so nothing is shown of them" >&2; exit 1; }
        grep -hE '^infer: ' "$out/log" | paste -sd' ' | sed 's/ infer: /; /g'
        ;;
    preflight) bash docs/evidence/preflight.sh ;;
    benchmarks | hash-speed | aggregate | growth | overhead | end-to-end | follower-fault | shadow-latency | verify-ratio | backfill-ratio | reconcile-ratio | backfill-growth | backfill-resume | flat-heap) bash docs/evidence/benchmarks.sh "$@" ;;
    connections)
        # The argument is for how many seconds a process is left alone before what it holds at rest is counted; connections stay open for up to 90 s without use.
        run_tests persistence-runtime ConnectionsTest "-Dconnections.rest=${2:-100}"
        grep -hoE '^connections: .*' "$out/log"
        ;;
    versions) bash docs/evidence/versions.sh ;;
    operations) bash docs/evidence/operations.sh "${2:-10000}" ;;
    gates) bash docs/evidence/gates.sh ;;
    fail-closed) bash docs/evidence/fail-closed.sh ;;
    simulate)
        # The argument is how often a write is tried after its attempt on hints. A scenario is stopped after 40 million states; with 1 attempt four of them are.
        run_tests persistence-simulator 'ExhaustiveSimulationTest,CohortSimulationTest' "-Dsurefire.argLine=-Xmx12g -Dsimulation.attempts=${2:-1} -Dsimulation.states=40000000"
        grep -E '^simulate: ' "$out/log" | awk -v once="$([ "${2:-1}" -gt 1 ] || echo 1)" '{ n++; x += /exhausted/; for (i = 1; i <= NF; i++) { split($i, p, "="); t[p[1]] += p[2] } }
            END { printf "simulate: scenarios=%d exhausted=%d schedules=%.3g states=%d crashes=%d steps=%d\n", n, x, t["schedules"], t["states"], t["crashes"], t["steps"]; exit n == 0 || (once && x < n - 4) }'
        ;;
    simulate-random)
        # The argument is a number of minutes, for modules and for cohorts each.
        run_tests persistence-simulator RandomSimulationTest "-Dsimulation.seconds=$((${2:-1} * 60))" "-Dsimulation.seed=$(date +%s)"
        grep -E '^simulate: random ' "$out/log"
        ;;
    simulate-breaks)
        run_tests persistence-simulator 'ProtocolBreaksTest,PerimeterBreaksTest,CohortBreaksTest,EpochAdvanceSimulationTest'
        echo "simulate-breaks: caught=$(grep -c 'break caught=true' "$out/log") of $(grep -c 'break caught=' "$out/log")"
        ;;
    mutations)
        # The arguments are rooms, such as `write`; without one all of them but `sending`, which takes long.
        bash docs/evidence/mutations.sh "${@:2}"
        ;;
    checker)
        # Made-up histories that no store which keeps its promises can give, each of another kind.
        run_tests persistence-simulator FalseHistoriesTest
        echo "checker: kinds=$(grep -c 'checker: found=' "$out/log") found=$(grep -c 'checker: found=true' "$out/log")"
        ;;
    any-module)
        run_tests examples/shop 'AnyModuleTest,CommandLineJarTest'
        grep -E '^any-module: ' "$out/log"
        ;;
    crash-run)
        # The argument is a number of rounds; the long run has 100. The whole log is in persistence-runtime/target/crash-run.
        rounds=${2:-100}
        run_tests persistence-runtime CrashRunTest -Pcrash "-Dcrash.rounds=$rounds"
        total=$(grep -E '^crash-run: total ' "$out/log" | tail -n 1)
        echo "$total"
        [[ $total =~ acknowledged=([0-9]+)\ .*\ lost=0\ equal=true ]] && [ "${BASH_REMATCH[1]}" -ge $((rounds * 10000)) ]
        ;;
    fleet-cutover)
        # The argument is how often the lead moves.
        bash docs/evidence/fleet-cutover.sh "${2:-50}"
        ;;
    statements)
        run_tests persistence-mongo 'LeaderStatementsTest,StatementConcernsTest'
        grep -hE '^statements: ' "$out/log" || true
        echo "statements: put p W, put of an absent record p p W, delete p p W W; negative answers rest on linearizable reads"
        ;;
    reassign)
        run_tests persistence-cli 'AssignmentViewTest,StoredAssignmentTest,ReassignmentRaceTest,ReassignmentTest,CohortsTest,ReassignCommandTest' -Dreassign.pause=0
        echo "reassign: $(grep -oE '^reassign: acknowledged=[0-9]+' "$out/log" | awk -F= '{n++; w+=$2} END {print "runs=" n " acknowledged=" w " lost=0"}')" \
            "tests=$(grep -oE 'Tests run: [0-9]+, Failures: 0, Errors: 0, Skipped: 0, Time' "$out/log" | awk -F'[ ,]+' '{n+=$3} END {print n}')"
        ;;
    perimeter | rolling-deploy)
        bash docs/evidence/perimeter.sh "$1"
        ;;
    spark)
        # The argument is a number of made-up documents.
        run_tests persistence-spark SparkScaleTest -Pspark "-Dsurefire.argLine=-Xmx2g -Dspark.documents=${2:-1000000}"
        grep -hoE '^spark: .*' "$out/log"
        ;;
    house)
        bash docs/evidence/house.sh
        ;;
    divergence-causes)
        # The argument is the number of reads.
        run_tests persistence-runtime DivergenceCausesTest \
            -Dsurefire.argLine="-Xmx2g -Ddivergence.reads=${2:-100000} -Ddivergence.writes=1000 -Ddivergence.parts=800"
        grep -hoE 'divergence-causes: .*' "$out/log" | sort -u
        [[ $(grep -hoE 'beside [0-9]+ writes/s' "$out/log") =~ ([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 950 ] \
            || { echo "divergence-causes: this machine did not give 1,000 writes/s" >&2; exit 1; }
        ;;
    resume-and-repair)
        # The arguments are the numbers of corruptions and of kills. First backfills that are killed, then corruptions that are repaired.
        bash docs/evidence/benchmarks.sh backfill-resume "${3:-20}" | sed 's/^resume: /resume-and-repair: backfills /'
        run_tests persistence-runtime PlannedRepairsTest -Dsurefire.argLine="-Xmx1g -Drepair.corruptions=${2:-1000} -Drepair.writes=1000"
        grep -hoE 'resume-and-repair: .*' "$out/log" | sort -u
        ;;
    dashboards)
        run_tests persistence-dualwrite,examples/demo 'MetersTest,DashboardsTest'
        command -v prometheus >/dev/null || { echo "dashboards: prometheus is not installed, so nothing was scraped" >&2; exit 1; }
        grep -hoE '^dashboards: .*' "$out/log" | paste -sd' ' | sed 's/dashboards: //2'
        ;;
    status-page)
        bash docs/evidence/status-page.sh
        ;;
    evidence-bundle)
        # The argument is how many bits of each file are flipped.
        bash docs/evidence/evidence-bundle.sh "${2:-300}"
        ;;
    spring-service)
        # The argument is another version of Spring Boot 4.
        bash docs/evidence/spring-service.sh "${2:-4.0.9}"
        ;;
    docs-compile)
        run_tests persistence-runtime 'DocumentationTest,ConfigReferenceTest'
        echo "docs-compile: java=$(cat README.md docs/guide/*.md docs/runbook/*.md | grep -c '^```java') yaml=$(cat README.md docs/guide/*.md docs/runbook/*.md | grep -c '^```yaml') blocks pass"
        ;;
    *)
        echo "usage: bash docs/evidence/run.sh KEY [ARGUMENT], where KEY is one of: $(grep -oE '^    [a-z-]+\)' docs/evidence/run.sh | tr -d ' )' | paste -sd' ')" >&2
        exit 2
        ;;
esac
