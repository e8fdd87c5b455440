// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A module with a column, a child table and JSON. */
final class RepairModule {

    static final String NAME = "mend";

    record Line(String sku, int quantity) {}

    @Entity(module = NAME, table = "parts")
    record Part(
            @Id String id,
            String name,
            long amount,
            @Nullable String note,
            @Child(table = "part_lines") List<Line> lines,
            @Json JsonNode more) {}

    static final EntityType<Part> TYPE = EntityType.of(Part.class);

    private RepairModule() {}

    static Persistence open(MongoDatabaseName mongo, PostgresDatabase postgres, String stage) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { mend: { stage: %s } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), stage);
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of(NAME, TYPE))
                .meters(new SimpleMeterRegistry())
                .open();
    }

    static String id(int number) {
        return String.format("part-%05d", number);
    }

    static Part part(String id, long amount) {
        ObjectNode more = JsonNodeFactory.instance.objectNode();
        more.put("size", amount);
        more.putNull("none");
        return new Part(id, "name of " + id, amount, "note", List.of(new Line("left", 1), new Line("right", 2)), more);
    }
}
