// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.MongoSecurity;
import org.stellaops.persistence.mongo.config.MongoTls;
import org.stellaops.persistence.mongo.config.ServerPolicy;
import org.stellaops.persistence.mongo.config.ServerPolicy.OtherServers;

/** Reads the section {@code persistence.mongo}. */
final class MongoReader {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
    private static final int MOST_CONNECTIONS = 1_000;

    private static final Map<String, Boolean> GIVEN = Choices.of("own", false, "given", true);
    private static final Map<String, Boolean> SWITCH = Choices.of("true", true, "false", false);
    private static final Map<String, OtherServers> OTHER_SERVERS =
            Choices.of("rejected", OtherServers.REJECTED, "accepted", OtherServers.ACCEPTED);
    private static final Map<String, Boolean> REPORTED_ONLY = Choices.of("enforce", false, "warn", true);
    private static final Map<String, MongoTls.Mode> MODES = Choices.of(
            MongoTls.Mode.VERIFY_CA.configName(),
            MongoTls.Mode.VERIFY_CA,
            MongoTls.Mode.VERIFY_FULL.configName(),
            MongoTls.Mode.VERIFY_FULL);

    private MongoReader() {}

    static MongoConfig read(Section section) {
        boolean given = section.choice("client", GIVEN, "own");
        String uri = section.requiredUnless(
                given, "uri", "mongodb://localhost:27017, or ${MONGO_URI} to keep its password out of the file");
        String database = section.required("database", "stellaops");
        MongoConfig defaults = MongoConfig.of("mongodb://localhost", "unused");
        Duration connect = section.duration("connect-timeout", defaults.connectTimeout(), LONGEST_TIMEOUT);
        Duration selection =
                section.duration("server-selection-timeout", defaults.serverSelectionTimeout(), LONGEST_TIMEOUT);
        Duration deadline = section.duration("deadline", defaults.deadline(), LONGEST_TIMEOUT);
        int connections = section.integer("max-pool-size", defaults.maxPoolSize(), 1, MOST_CONNECTIONS);
        int batch = section.integer("scan-batch-size", defaults.scanBatchSize(), 1, MongoConfig.LARGEST_BATCH);
        ServerPolicy server = server(section, defaults.server());
        MongoSecurity security = security(section, given);
        section.done();
        if ((uri.isEmpty() && !given) || database.isEmpty()) {
            return defaults;
        }
        return section.build(
                defaults,
                () -> new MongoConfig(
                        uri, database, connect, selection, deadline, connections, batch, server, security));
    }

    private static ServerPolicy server(Section section, ServerPolicy defaults) {
        boolean linearizable = section.choice("linearizable-reads", SWITCH, "true");
        OtherServers others = section.choice("other-servers", OTHER_SERVERS, "rejected");
        int indexAtStart =
                section.integer("index-at-start", defaults.indexAtStart(), 0, ServerPolicy.MOST_INDEXED_AT_START);
        return new ServerPolicy(linearizable, others, indexAtStart);
    }

    private static MongoSecurity security(Section section, boolean given) {
        Section tls = section.section("tls");
        Optional<MongoTls> encryption = tls.isThere() ? Optional.of(tls(tls)) : Optional.empty();
        if (given && encryption.isPresent()) {
            section.problem("tls", "has no meaning with client: given; encrypt the client that is handed over");
        }
        Section checks = section.section("security");
        boolean reportedOnly = checks.choice("tls", REPORTED_ONLY, "enforce");
        checks.done();
        return new MongoSecurity(encryption, reportedOnly);
    }

    private static MongoTls tls(Section section) {
        MongoTls tls = new MongoTls(
                section.choice("mode", MODES, MongoTls.Mode.VERIFY_FULL.configName()),
                section.file("root-certificate"),
                section.file("key-store"),
                section.text("key-store-password").orElse(""));
        section.done();
        return tls;
    }
}
