// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A module with a column, a child table and JSON, whose reads are all compared. */
final class ProbeModule {

    static final String NAME = "probe";

    record Line(String sku, int quantity) {}

    @Entity(module = NAME, table = "parts")
    record Part(
            @Id String id,
            String name,
            long amount,
            @Nullable String note,
            @Child(table = "part_lines") List<Line> lines,
            @Json JsonNode more) {}

    private ProbeModule() {}

    static Persistence open(
            MongoDatabaseName mongo, PostgresDatabase postgres, double secondReads, DualWriteListener listener) {
        String yaml =
                """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules:
                    probe:
                      stage: shadow-read
                      shadow-read: { sample-rate: 1.0, max-in-flight: 8, timeout: 20s, second-reads: %s }
                      divergences: { keep: 24h }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), secondReads);
        Persistence persistence = Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of(NAME, EntityType.of(Part.class)))
                .meters(new SimpleMeterRegistry())
                .listener(listener)
                .open();
        PersistenceModule module = persistence.module(NAME);
        module.useShadowReads(module.shadowReadPolicy().withRecheck(new Recheck(6, Duration.ofMillis(50))));
        return persistence;
    }

    static String id(int number) {
        return String.format("part-%02d", number);
    }

    static Part part(int number, long amount) {
        ObjectNode more = JsonNodeFactory.instance.objectNode();
        more.put("size", number);
        more.putNull("none");
        return new Part(
                id(number),
                "name-" + number % 7,
                amount,
                "note",
                List.of(new Line("left-" + number, 1), new Line("right-" + number, 2)),
                more);
    }
}
