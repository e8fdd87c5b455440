#!/bin/bash
# The example of the starter on both lines of Spring Boot; the argument is another version of line 4.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mvn -B -ntp -Pfast -pl examples/spring-service/boot-3.5,examples/spring-service/boot-4.0 -am verify \
    -Dspring-boot-4.version="${1:-4.0.9}" -Dtest='org.stellaops.persistence.examples.orders.*Test' -Dsurefire.failIfNoSpecifiedTests=false \
    >"$out/log" 2>&1 || { tail -n 60 "$out/log"; exit 1; }
grep -E '^spring-service: ' "$out/log"
grep -E '^spring-service: ' "$out/log" | awk '
    { for (i = 1; i <= NF; i++) { split($i, p, "="); if (p[1] == "boot") lines[p[2]]; if (p[1] == "stages") stages = p[2]; if (p[1] == "acknowledged") a += p[2]; if (p[1] == "lost") lost += p[2]
        if ($i == "follower-down=live,ready") follower++; if ($i == "leader-down=live,not-ready") leader++ } }
    END { for (l in lines) n++
        printf "spring-service: lines=%d stages=%d faults=%d acknowledged=%d lost=%d\n", n, stages, (follower == n) + (leader == n), a, lost
        exit !(n == 2 && stages == 6 && follower == 2 && leader == 2 && a > 0 && lost == 0) }'
