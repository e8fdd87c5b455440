#!/usr/bin/env bash
# versions: a module walks all stages, with its meters, on the oldest and the newest supported version of each dependency that
# frameworks manage, and as a service that takes its versions from Spring Boot's dependency management.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

root=$PWD
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# The newest that the library was tried with; the oldest stand in the root pom.
newest='micrometer-core=io.micrometer:1.17.2 micrometer-commons=io.micrometer:1.17.2 micrometer-observation=io.micrometer:1.17.2
 mongodb-driver-sync=org.mongodb:5.14.0 mongodb-driver-core=org.mongodb:5.14.0 bson=org.mongodb:5.14.0 bson-record-codec=org.mongodb:5.14.0
 jackson-databind=com.fasterxml.jackson.core:2.23.0 jackson-core=com.fasterxml.jackson.core:2.23.0 jackson-dataformat-yaml=com.fasterxml.jackson.dataformat:2.23.0
 HikariCP=com.zaxxer:7.1.0 postgresql=org.postgresql:42.7.14 slf4j-api=org.slf4j:2.0.20'
boot_lines='3.5.7 4.0.7'

if [ -z "${VERSIONS_INSTALLED:-}" ]; then
    mvn -B -ntp -q -Pfast -DskipTests -pl persistence-runtime,persistence-testkit -am install
fi

managed() {
    local it
    for it in $newest; do
        local artifact=${it%%=*} rest=${it#*=}
        echo "<dependency><groupId>${rest%%:*}</groupId><artifactId>$artifact</artifactId><version>${rest#*:}</version></dependency>"
    done
}

boot() {
    echo "<dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-dependencies</artifactId><version>$1</version><type>pom</type><scope>import</scope></dependency>"
}

# A service of its own, with nothing of this build's dependency management.
smoke() {
    local name=$1 management=$2
    mkdir -p "$out/$name"
    cat >"$out/$name/pom.xml" <<P
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId><artifactId>smoke</artifactId><version>1</version>
  <dependencyManagement><dependencies>$management</dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>org.stellaops</groupId><artifactId>persistence-runtime</artifactId><version>0.1.0-SNAPSHOT</version></dependency>
    <dependency><groupId>org.stellaops</groupId><artifactId>persistence-testkit</artifactId><version>0.1.0-SNAPSHOT</version></dependency>
  </dependencies>
</project>
P
    mvn -B -ntp -q -f "$out/$name/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
        -Dmdep.outputFile="$out/$name/classpath" >"$out/log" 2>&1 || { tail -n 40 "$out/log"; return 1; }
    javac -proc:none -d "$out/$name" -cp "$(cat "$out/$name/classpath")" "$root/docs/evidence/versions/Smoke.java"
    java -cp "$out/$name:$(cat "$out/$name/classpath")" Smoke >"$out/log" 2>&1 || { tail -n 40 "$out/log"; echo "versions: $name failed"; return 1; }
    grep '^smoke: ' "$out/log" | sed "s/^smoke:/$name:/"
}

smoke oldest ""
smoke newest "$(managed)"
for line in $boot_lines; do
    smoke "spring-boot-$line" "$(boot "$line")"
done
echo "versions: oldest, newest and Spring Boot $(echo "$boot_lines" | sed 's/ / and /'): 6 stages each, failed=0"
