// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.stellaops.persistence.postgres.config.SecurityCheck;

/**
 * The reference of all configuration keys, as Markdown. Types, bounds and defaults come from the reader itself; only
 * the meaning of a key is written here.
 */
final class ConfigReference {

    /** Contains every section, so that the reader declares every key. */
    private static final String COMPLETE = """
            persistence:
              mongo: { uri: "mongodb://localhost", database: shop, tls: {} }
              postgres: { jdbc-url: "jdbc:postgresql:shop", user: shop, maintenance: { user: shop_worker },
                          owner: { user: shop_owner }, tls: {} }
              modules:
                name: { stage: legacy-only, tombstones: {}, verification: {}, divergences: { rules: { rule: { path: p, allow: anything } } },
                        cohorts: { cohort: { tenants: acme }, other: {} } }
            """;

    private static final String MODULE = "persistence.modules.<name>.";
    private static final String RULE = ".rules.<rule>.";
    private static final String COHORT = ".cohorts.<cohort>.";
    private static final Map<String, String> MEANINGS = meanings();

    private ConfigReference() {}

    /** The keys in the order in which the reader declares them. */
    static List<ConfigKey> keys() {
        return ConfigReader.keysOf(COMPLETE).stream()
                .filter(it -> !it.path().contains(".cohorts.other."))
                .map(it -> explained(
                        it.path()
                                .replace("persistence.modules.name.", MODULE)
                                .replace(".rules.rule.", RULE)
                                .replace(".cohorts.cohort.", COHORT),
                        it))
                .toList();
    }

    private static ConfigKey explained(String path, ConfigKey key) {
        return new ConfigKey(path, key.values(), key.byDefault(), MEANINGS.getOrDefault(path, ""));
    }

    /** Keys without a meaning, and meanings without a key; both must be empty. */
    static List<String> mismatches() {
        TreeSet<String> declared = new TreeSet<>();
        keys().forEach(it -> declared.add(it.path()));
        TreeSet<String> different = new TreeSet<>(declared);
        different.removeAll(MEANINGS.keySet());
        MEANINGS.keySet().stream().filter(it -> !declared.contains(it)).forEach(different::add);
        return List.copyOf(different);
    }

    /** One table row per key. */
    static String markdown() {
        StringBuilder out = new StringBuilder("| Key | Values | Default | Meaning |\n|---|---|---|---|\n");
        for (ConfigKey key : keys()) {
            String byDefault = key.byDefault().isEmpty() ? "-" : "`" + key.byDefault() + "`";
            out.append("| `").append(key.path()).append("` | ").append(key.values());
            out.append(" | ").append(byDefault).append(" | ");
            out.append(key.meaning()).append(" |\n");
        }
        return out.toString();
    }

    private static Map<String, String> meanings() {
        Map<String, String> all = new LinkedHashMap<>();
        mongo(all);
        postgres(all);
        all.put(
                "persistence.start.unreachable",
                "what a start does while a database that a module needs cannot be reached: [wait](starting.md), and refuse the module's calls meanwhile, or fail");
        all.put(
                "persistence.start.retry",
                "how soon opening such a module is tried again; the pause doubles up to sixty-four times this, with jitter");
        all.put("persistence.stages.source", "where the stages are kept; `config` is this file");
        all.put(
                "persistence.stages.poll-interval",
                "how often the file is checked; a change is applied at the second check that sees it");
        all.put(
                "persistence.stages.follow-interval",
                "how often the control record is read: the longest time for which a process serves in an outdated stage");
        all.put(
                "persistence.stages.lease",
                "after how long without a heartbeat a process counts as dead, and its leader change is aborted");
        all.put(
                "persistence.stages.at-start",
                "what a configured stage that differs from the record means at start: report it, or ask for the move");
        all.put("persistence.stages.gates.fresh", "maximum age of a verification that a gate accepts");
        all.put("persistence.stages.gates.watch", "how long the target must have led before the last stage");
        all.put(
                "persistence.stages.gates.preflight",
                "whether dual writes, and the lead of the target, need a clean [preflight](preflight.md)");
        all.put(
                "persistence.stages.window",
                "the time within which processes count failed sends, divergences, and failed and slow calls, for gates and the automatic rollback");
        all.put(
                "persistence.stages.gates.quiet",
                "for how long no read may have met a divergence before the target leads, or leads alone; one after the last verification began counts in any case");
        all.put(
                "persistence.stages.gates.follower.errors",
                "share of images that the follower may not take within the window; 1.0 demands nothing");
        all.put("persistence.stages.gates.follower.least", "images that must have been sent before their share counts");
        all.put(
                "persistence.stages.gates.coverage.least",
                "reads of each kind in use that must have been [compared](divergences.md#what-the-comparisons-prove) before the target leads; 0 demands nothing");
        all.put(
                "persistence.stages.gates.coverage.bound",
                "highest share of divergent reads of a kind that its comparisons may leave possible, at 95 %; 1.0 demands nothing");
        all.put("persistence.stages.gates.coverage.rare", "kinds of reads that were used so often at most are exempt");
        all.put(
                "persistence.stages.gates.sign-off.to",
                "stages before which [a person must sign off](stages.md#sign-off)");
        all.put("persistence.stages.gates.sign-off.by", "whose word counts; anybody's without this key");
        all.put("persistence.stages.gates.sign-off.valid", "for how long it counts");
        all.put(
                MODULE + "requires",
                "[modules that must write where this one reads](stages.md#modules-that-require-each-other)");
        all.put(
                MODULE + "cohorts.<cohort>.stage",
                "stage of a [cohort of tenants](cohorts.md), which moves for itself; without it the module's");
        all.put(
                MODULE + "cohorts.<cohort>.tenants",
                "tenants that belong to the cohort whatever their buckets are; one cohort names neither tenants nor buckets, and has the rest");
        all.put(
                MODULE + "cohorts.<cohort>.buckets",
                "buckets of tenants, by a hash of their names, that belong to the cohort; a hundredth of many tenants each");
        rollback(all);
        all.put(
                "persistence.metrics.calls",
                "whether each call of a caller is timed and reported; without it a stage with one store [costs next to nothing](metrics.md#what-metrics-cost)");
        module(all);
        follower(all);
        reconciler(all);
        return all;
    }

    private static void rollback(Map<String, String> all) {
        String key = MODULE + "rollback.";
        all.put(
                key + "divergences",
                "share of compared reads that may diverge before the lead [goes back](stages.md#automatic-rollback)");
        all.put(key + "errors", "share of calls that may fail, or have an unknown outcome, before it does");
        all.put(key + "latency", "duration within which 99 of 100 calls must end");
        all.put(key + "least", "compared reads, or calls, within the window below which nothing is judged");
        all.put(key + "sustained", "for how long a limit must be exceeded");
        all.put(
                key + "cool-down",
                "for how long afterwards the target does not lead again, in time for which the module is served");
    }

    private static void mongo(Map<String, String> all) {
        all.put(
                "persistence.mongo.client",
                "`given` if the service hands its own client to `PersistenceBuilder.mongoClient`; then there is no `uri`");
        all.put("persistence.mongo.uri", "connection string of the legacy side");
        all.put("persistence.mongo.database", "its database, unless a module has its own");
        all.put("persistence.mongo.connect-timeout", "how long opening a connection may take");
        all.put("persistence.mongo.server-selection-timeout", "how long a statement waits for a usable primary");
        all.put(
                "persistence.mongo.deadline",
                "how long a statement may take in total; scans and index builds may take longer");
        all.put("persistence.mongo.max-pool-size", "connections per module");
        all.put(
                "persistence.mongo.scan-batch-size",
                "documents that a cursor of a scan, a page or a pass fetches at once, which MongoDB bounds at 16 MB as well; a scan is up to two such batches ahead");
        all.put(
                "persistence.mongo.linearizable-reads",
                "whether reads that decide something are linearizable where the server has replicas");
        all.put(
                "persistence.mongo.other-servers",
                "whether servers that are no MongoDB are rejected by name or used without [what they lack](mongodb-servers.md)");
        all.put(
                "persistence.mongo.index-at-start",
                "documents of a collection up to which missing indexes are built at first use; others wait for `persistence prepare`");
        all.put("persistence.mongo.tls.mode", "what of the server's certificate is checked");
        all.put(
                "persistence.mongo.tls.root-certificate",
                "PEM file of the certificates that are trusted; those of the JVM without it");
        all.put("persistence.mongo.tls.key-store", "PKCS #12 file with this client's certificate and key");
        all.put("persistence.mongo.tls.key-store-password", "its password; use a placeholder");
        all.put(
                "persistence.mongo.security.tls",
                "[the check](security.md#checks-at-start); `warn` logs its finding and goes on");
    }

    private static void postgres(Map<String, String> all) {
        all.put(
                "persistence.postgres.data-source",
                "`given` if the service hands its own to `PersistenceBuilder.dataSource`; then there is no `jdbc-url`, `user` or `password`");
        all.put("persistence.postgres.jdbc-url", "address of the target side, without user and password");
        all.put("persistence.postgres.user", "the login");
        all.put("persistence.postgres.password", "its password; use a placeholder");
        all.put(
                "persistence.postgres.maintenance.user",
                "the login for work across tenants, a member of `<module>_maintenance` or with BYPASSRLS; see [security](security.md#roles)");
        all.put("persistence.postgres.maintenance.password", "its password");
        all.put("persistence.postgres.pool.max-size", "connections per module, or of all modules if they share a pool");
        all.put(
                "persistence.postgres.pool.shared",
                "whether the modules of the process share one pool, of which each gets [three quarters at most](connections.md)");
        all.put(
                "persistence.postgres.pool.maintenance-size",
                "additional connections for work across tenants, per module or of all modules");
        all.put(
                "persistence.postgres.connect-timeout",
                "how long connecting, or waiting for a pooled connection, may take");
        all.put("persistence.postgres.statement-timeout", "how long the server works on one statement");
        all.put("persistence.postgres.lock-timeout", "how long a statement waits for a lock");
        all.put("persistence.postgres.application-name", "name of the connections in `pg_stat_activity`");
        all.put("persistence.postgres.tenant-setting", "setting that holds the tenant of a transaction");
        all.put(
                "persistence.postgres.owner.user",
                "the login that owns the schemas and runs start-up migrations; without this section that is done by command, or by `user`");
        all.put("persistence.postgres.owner.password", "its password");
        all.put("persistence.postgres.tls.mode", "what of the server's certificate is checked");
        all.put(
                "persistence.postgres.tls.root-certificate",
                "PEM file of the certificates that are trusted; those of the JVM without it");
        all.put("persistence.postgres.tls.key-store", "PKCS #12 file with this client's certificate and key");
        all.put("persistence.postgres.tls.key-store-password", "its password; use a placeholder");
        all.put("persistence.postgres.pooling", "`transaction` behind PgBouncer or another pooler in transaction mode");
        for (SecurityCheck check : SecurityCheck.values()) {
            all.put(
                    "persistence.postgres.security." + check.configName(),
                    "[the check](security.md#checks-at-start); `warn` logs its findings and goes on");
        }
    }

    private static void module(Map<String, String> all) {
        all.put(
                MODULE + "stage",
                "the stage of the module; this key and those of `shadow-read` take effect without a restart");
        all.put(MODULE + "mongo-database", "MongoDB database of this module, if it differs from the common one");
        all.put(
                MODULE + "moves.hold",
                "how long a leader change waits for writes in flight, and a write for a leader change");
        all.put(MODULE + "moves.drain-limit", "how long it waits until nothing is pending; after that it is aborted");
        all.put(MODULE + "moves.longest", "after how long another process aborts an unfinished leader change");
        all.put(MODULE + "epoch-kept", "how long a control record that was read is cached");
        all.put(
                MODULE + "join-transactions",
                "[the stages](beside-your-code.md#your-transactions) in which calls may be part of a JDBC transaction");
        all.put(MODULE + "shadow-read.sample-rate", "share of reads that are compared with the follower");
        all.put(MODULE + "shadow-read.timeout", "how long one comparison may take before it is abandoned");
        all.put(MODULE + "shadow-read.max-in-flight", "concurrent comparisons; further sampled reads are skipped");
        all.put(
                MODULE + "query-shapes.report",
                "whether queries are reported that [no index serves](modelling.md#queries-that-no-index-serves)");
        all.put(
                MODULE + "query-shapes.at-most",
                "shapes of queries that are told apart; further ones are not looked at");
        all.put(MODULE + "query-shapes.every", "how often new shapes are compared with the indexes, in the background");
        all.put(
                MODULE + "shadow-read.sample-by",
                "whether each read is sampled on its own, or all reads of a key or tenant by a hash that is the same in every process");
        all.put(
                MODULE + "shadow-read.second-reads",
                "share of the sampled finds with equal answers whose versions, flags and hashes are compared too");
        divergences(all);
        all.put(MODULE + "tombstones.every", "interval of tombstone removals; without this section there are none");
        all.put(MODULE + "tombstones.keep", "how long a tombstone is kept after its delete");
        all.put(MODULE + "tombstones.at-most", "tombstones of an entity type that one removal takes from each store");
        all.put(
                MODULE + "verification.every",
                "how old the last deep verification of an entity type may be before one of the processes verifies it again;"
                        + " without this section only commands and calls verify");
    }

    private static void divergences(Map<String, String> all) {
        String rule = MODULE.replaceAll("\\.$", "") + ".divergences" + RULE;
        all.put(rule + "entity", "entity type of a [rule](divergences.md#rules), `*` for all of the module");
        all.put(rule + "path", "the field, such as `lines[*].price`, and everything below it");
        all.put(rule + "allow", "what may differ there");
        all.put(rule + "at-most", "tolerance of `number` and `instant`");
        all.put(MODULE + "divergences.shown", "fields whose values may be written to the file in clear text");
        all.put(
                MODULE + "divergences.table",
                "whether confirmed divergences and the coverage of reads are kept in PostgreSQL");
        all.put(MODULE + "divergences.keep", "how long they are kept there");
        all.put(MODULE + "divergences.file", "file to which confirmed divergences are appended as JSON lines");
        all.put(MODULE + "divergences.file-bytes", "size at which that file is moved to the same name with `.1`");
    }

    private static void follower(Map<String, String> all) {
        all.put(MODULE + "follower-writes", "whether callers wait for the follower (`sync`) or not (`async`)");
        all.put(
                MODULE + "follower.deadline",
                "how long a caller waits with `sync`; in either mode a send that takes longer counts as failed");
        all.put(MODULE + "follower.threads", "concurrent sends");
        all.put(
                MODULE + "follower.queue",
                "queued images, three quarters of them of one tenant; further ones are left to the reconciler. The default is 100 with `sync`");
        all.put(MODULE + "follower.queue-bytes", "memory that queued images may take");
        all.put(MODULE + "follower.retry.attempts", "attempts of a send, including the first");
        all.put(MODULE + "follower.retry.first-pause", "pause before the second attempt; it doubles, with jitter");
        all.put(MODULE + "follower.retry.longest-pause", "upper limit of the pause");
        all.put(
                MODULE + "follower.breaker.failure-rate",
                "percentage of failures among the last attempts at which sending is suspended");
        all.put(MODULE + "follower.breaker.calls", "size of that window of attempts");
        all.put(MODULE + "follower.breaker.open-for", "how long sending is suspended");
        all.put(MODULE + "follower.breaker.probes", "sends that test the follower afterwards");
    }

    private static void reconciler(Map<String, String> all) {
        all.put(MODULE + "reconciler.every", "how often pending keys are processed");
        all.put(MODULE + "reconciler.images-per-second", "images that the reconciler of this process sends per second");
        all.put(
                MODULE + "reconciler.keys-per-pass",
                "pending records, and pending tombstones, of each entity type that one pass processes");
        all.put(MODULE + "reconciler.batch-bytes", "memory that the images of one batch may take");
        all.put(MODULE + "reconciler.tries", "rejections of one write until it is a dead letter");
        all.put(MODULE + "reconciler.first-pause", "longest pause before the second try; it doubles, with jitter");
        all.put(MODULE + "reconciler.longest-pause", "upper limit of the pause between tries");
    }
}
