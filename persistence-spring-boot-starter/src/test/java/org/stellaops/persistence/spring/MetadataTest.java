// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigKey;
import org.stellaops.persistence.runtime.config.ConfigSource;

/** The metadata that editors read names exactly the keys that the reader knows. To write it anew: {@code -Ddocs.write=true}. */
class MetadataTest {

    private static final Path METADATA = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODULES = "persistence.modules." + ConfigSource.MODULE_NAME + ".";
    private static final String CHOICE = "one of ";

    @Test
    void editorsKnowTheKeysOfTheReader() throws IOException {
        String expected = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata()) + "\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(METADATA, expected);
        }
        assertThat(Files.readString(METADATA)).isEqualTo(expected);
        assertThat(expected).contains("persistence.postgres.jdbc-url", "persistence.spring.drain-at-shutdown");
    }

    private static ObjectNode metadata() {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("groups");
        ArrayNode properties = root.putArray("properties");
        ArrayNode hints = root.putArray("hints");
        Config.keys().stream().filter(it -> !it.path().startsWith(MODULES)).forEach(it -> add(properties, hints, it));
        property(
                properties,
                "persistence.modules",
                "java.util.Map<java.lang.String, java.lang.Object>",
                "Each module by its name. Keys of a module: "
                        + Config.keys().stream()
                                .map(ConfigKey::path)
                                .filter(it -> it.startsWith(MODULES))
                                .map(it -> it.substring(MODULES.length()))
                                .collect(Collectors.joining(", "))
                        + ".",
                "");
        own(properties);
        return root;
    }

    private static void own(ArrayNode properties) {
        String prefix = PersistenceSpringProperties.PREFIX + ".";
        property(properties, prefix + "enabled", "java.lang.Boolean", "Whether anything is configured.", "true");
        property(
                properties,
                prefix + "scan",
                "java.util.List<java.lang.String>",
                "Packages that hold entity types, beside those of the application.",
                "");
        property(
                properties,
                prefix + "drain-at-shutdown",
                "java.time.Duration",
                "How long a shutdown sends what is pending to the follower.",
                "5s");
        property(
                properties,
                prefix + "readiness",
                PersistenceSpringProperties.Readiness.class.getName(),
                "What readiness depends on.",
                "leader");
    }

    private static void add(ArrayNode properties, ArrayNode hints, ConfigKey key) {
        property(properties, key.path(), typeOf(key.values()), sentence(key), key.byDefault());
        if (key.values().startsWith(CHOICE)) {
            ArrayNode values = hints.addObject().put("name", key.path()).putArray("values");
            List.of(key.values().substring(CHOICE.length()).split(", "))
                    .forEach(it -> values.addObject().put("value", it));
        }
    }

    private static void property(ArrayNode properties, String name, String type, String description, String byDefault) {
        ObjectNode property =
                properties.addObject().put("name", name).put("type", type).put("description", description);
        if (!byDefault.isEmpty()) {
            property.put("defaultValue", byDefault);
        }
    }

    private static String sentence(ConfigKey key) {
        String plain = key.meaning().replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
        return Character.toUpperCase(plain.charAt(0)) + plain.substring(1) + " (" + key.values() + ").";
    }

    private static String typeOf(String values) {
        if (values.startsWith("duration")) {
            return "java.time.Duration";
        }
        return values.matches("\\d+ to \\d+") ? "java.lang.Integer" : "java.lang.String";
    }
}
