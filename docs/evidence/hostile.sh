#!/usr/bin/env bash
# hostile-input [MINUTES], never-stuck, supervised, no-secrets, mongodb-servers [OPERATIONS]: called by run.sh with the key first. Prints the figure last.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

run_tests() {
    local module=$1 tests=$2
    shift 2
    mvn -B -ntp -Pfast -Dsurefire.failIfNoSpecifiedTests=false -pl "$module" -am verify -Dtest="$tests" "$@" >"$log" 2>&1 \
        || { grep -E 'Tests run:|seed [0-9-]+|ERROR' "$log" | head -n 40; return 1; }
}

figures() {
    grep -E "^$1: " "$log"
}

case "${1:-}" in
    hostile-input)
        run_tests persistence-runtime HostileInputTest "-Dhostile.seconds=$((${2:-1} * 60))" -Dsurefire.argLine=-Xmx256m
        figures hostile-input
        # At least 100,000 inputs a minute, each answered by every store within five seconds.
        figures hostile-input | awk -F'[ =]' '/per_minute/ { for (i = 1; i < NF; i++) v[$i] = $(i + 1) } END { exit !(v["per_minute"] >= 100000 && v["longest_ms"] <= 5000) }'
        ;;
    never-stuck)
        run_tests persistence-runtime NeverStuckTest,DeadLettersOnDatabasesTest -Dbacklog.records=60 -Dbacklog.heap=512m -Dsurefire.argLine=-Xmx6g
        figures never-stuck
        ;;
    supervised)
        run_tests persistence-dualwrite SupervisedModuleTest,SupervisorTest -Dsupervised.errors=100
        figures supervised
        run_tests persistence-runtime HostileConfigFileTest
        echo "supervised: passed"
        ;;
    no-secrets)
        run_tests persistence-runtime NoSecretsTest
        figures no-secrets
        # Every suite fails whose output shows an injected text; "mvn verify" runs all of them. Here: the ones that inject most.
        run_tests persistence-mongo 'MongoConfigTest,MongoLeaderContractTest,MongoFaultsTest'
        run_tests persistence-dualwrite 'DeadLettersTest,RedactionTest,*DualWrite*Contract*Test'
        echo "no-secrets: suites passed with their output watched"
        ;;
    mongodb-servers)
        # The answers of real servers are played by scripts of the testkit; a server that is given has no script.
        run_tests persistence-mongo \
            'ServerRecognitionTest,DefaultCollationTest,FenceLockTest,PreparationTest,StatementConcernsTest,UnansweredWriteTest' \
            "-Danswers.operations=${2:-1000}"
        figures unanswered
        echo "mongodb-servers: $(grep -E 'Tests run: [0-9]+, .*, Skipped: [0-9]+$' "$log" | tail -n 1 | sed 's/.*Tests run: \([0-9]*\).*/\1/') cases passed"
        ;;
    *)
        echo "usage: bash docs/evidence/hostile.sh hostile-input [MINUTES]|never-stuck|supervised|no-secrets|mongodb-servers [OPERATIONS]" >&2
        exit 2
        ;;
esac
