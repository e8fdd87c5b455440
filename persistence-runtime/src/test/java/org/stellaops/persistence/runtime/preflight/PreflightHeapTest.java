// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.preflight.PreflightSettings;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** A process with a small heap examines a collection whose documents and unique values would not fit into it. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class PreflightHeapTest {

    private static final int DOCUMENTS = 50_000;
    private static final int BATCH = 1_000;
    private static final String HEAP = "-Xmx40m";
    private static final String FILLING = "x".repeat(1_500);

    @Test
    void fiftyThousandDocumentsFitIntoFortyMegabytes(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException, InterruptedException {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            fill(Depot.orders(client.getDatabase(mongo.name())));
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Examination.class.getName(),
                        mongo.connectionString(),
                        mongo.name(),
                        postgres.address().getHostString(),
                        Integer.toString(postgres.address().getPort()),
                        postgres.name(),
                        postgres.user(),
                        postgres.password())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed)
                .contains("preflight: FINDINGS, " + DOCUMENTS + " read")
                .contains("UNIQUE_KEY orders_number_key: 2 document(s), such as s1/o00007 = s1/o49999");
        printed.lines()
                .filter(it -> it.startsWith("preflight: "))
                .forEach(it -> System.out.println(it + " in " + HEAP));
    }

    private static void fill(MongoCollection<Document> orders) {
        List<Document> batch = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            batch.add(Depot.order(String.format("o%05d", i))
                    .append("number", "N" + (i == DOCUMENTS - 1 ? 7 : i))
                    .append("extra", FILLING));
            if (batch.size() == BATCH) {
                orders.insertMany(batch);
                batch.clear();
            }
        }
    }

    /** What the process with the small heap does. */
    static final class Examination {

        private Examination() {}

        public static void main(String[] arguments) {
            MongoDatabaseName mongo = new MongoDatabaseName(arguments[0], arguments[1]);
            PostgresDatabase postgres = new PostgresDatabase(
                    new java.net.InetSocketAddress(arguments[2], Integer.parseInt(arguments[3])),
                    arguments[4],
                    arguments[5],
                    arguments.length > 6 ? arguments[6] : "");
            PreflightReport report = new Depot(mongo, postgres).examine(Depot.ORDERS, PreflightSettings.defaults());
            System.out.println(
                    "preflight: " + report.verdict() + ", " + report.counts().read() + " read");
            report.findings().forEach(it -> System.out.println(it.describe()));
        }
    }
}
