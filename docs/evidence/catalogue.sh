# The claims about the relational target. Sourced by run.sh, whose functions and variables it uses.

figures() {
    grep -E "^$1: " "$out/log" || { echo "$1: no figures"; return 1; }
}

# One row for each module, one column for each stage.
table_of_stages() {
    grep '^catalogue: ' "$out/log" | sed 's/^catalogue: //' | awk -F ' [|] ' '
        {
            cells[NR, 1] = $1
            for (i = 2; i <= NF; i++) {
                # "verify PASS 11000": what begins the cell names the stage, the rest is what happened in it.
                match($i, /^(legacy|backfill|dual write|verify|shadow read|cutover|rollback|records) /)
                head[i] = substr($i, 1, RLENGTH - 1)
                cells[NR, i] = substr($i, RLENGTH + 1)
            }
            columns = NF
        }
        END {
            head[1] = "module"
            for (i = 1; i <= columns; i++) {
                width[i] = length(head[i])
                for (r = 1; r <= NR; r++) if (length(cells[r, i]) > width[i]) width[i] = length(cells[r, i])
            }
            for (r = 0; r <= NR; r++) {
                line = ""
                for (i = 1; i <= columns; i++) line = line sprintf("%-" width[i] "s  ", r ? cells[r, i] : head[i])
                sub(/ +$/, "", line)
                print line
            }
        }'
}

catalogue() {
    local documents=${1:-1000}
    run_tests persistence-modules CatalogueTest "-Dcatalogue.documents=$documents"
    [ "$(grep -c '^catalogue: ' "$out/log")" -eq 8 ]
    table_of_stages
    echo "catalogue: 8 modules, $documents documents of each type, every verification PASS, every record as expected after the rollback"
}

tenant_leak() {
    run_tests persistence-modules TenantLeakTest "-Dtenant.attempts=${1:-100000}"
    figures tenant-leak
}

migrations() {
    run_tests persistence-postgres 'MigrationRunnerTest,StartupRulesTest,ConcurrentMigrationTest'
    # Twice as many writes as jobs for each leader: some 5 minutes on a quiet machine with two cores.
    run_tests persistence-modules JobClaimsTest "-Dclaims.jobs=${1:-50000}"
    figures claims
    echo "migrations: on empty, on populated, twice, eight at once, changed, interrupted, an index concurrently: passed"
}

schema_check() {
    run_tests persistence-postgres SchemaCheckTest
    figures schema-check
    run_tests persistence-modules 'CatalogueSchemaTest,SchemaDocumentsTest'
    figures schema-check
    echo "schema-check: no finding in 8 schemas, and each rule has a schema that breaks it"
}
