# The claims about the relational target. Sourced by run.sh, whose functions and variables it uses.

figures() {
    grep -E "^$1: " "$out/log" || { echo "$1: no figures"; return 1; }
}

catalogue() {
    local documents=${1:-1000}
    run_tests persistence-modules CatalogueTest "-Dcatalogue.documents=$documents"
    figures catalogue
    [ "$(grep -c '^catalogue: ' "$out/log")" -eq 8 ]
    echo "catalogue: 8 modules, $documents documents of each type, every verification PASS, every record as expected after the rollback"
}

tenant_leak() {
    run_tests persistence-modules TenantLeakTest "-Dtenant.attempts=${1:-100000}"
    figures tenant-leak
}

migrations() {
    run_tests persistence-postgres 'MigrationRunnerTest,StartupRulesTest'
    run_tests persistence-modules JobClaimsTest "-Dclaims.jobs=${1:-50000}"
    figures claims
    echo "migrations: on empty, on populated, twice, eight at once, changed, interrupted: passed"
}

schema_check() {
    run_tests persistence-postgres SchemaCheckTest
    run_tests persistence-modules 'CatalogueSchemaTest,SchemaDocumentsTest'
    echo "schema-check: no finding in 8 schemas, and each rule has a schema that breaks it"
}
