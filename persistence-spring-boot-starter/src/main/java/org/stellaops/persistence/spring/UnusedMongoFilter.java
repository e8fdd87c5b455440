// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps Spring Boot from making a client for {@code localhost} that nobody asked for: the driver is on the class path because the
 * library needs it. Where the application names a server of its own, or the library has no address, nothing is left out.
 */
final class UnusedMongoFilter implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final Set<String> CLIENTS = Set.of(
            "org.springframework.boot.autoconfigure.mongo.MongoAutoConfiguration",
            "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration");

    private static final Set<String> ADDRESSES = Set.of(
            "spring.data.mongodb.uri",
            "spring.data.mongodb.host",
            "spring.data.mongodb.port",
            "spring.mongodb.uri",
            "spring.mongodb.host",
            "spring.mongodb.port");

    private @Nullable Environment environment;

    UnusedMongoFilter() {}

    @Override
    public void setEnvironment(Environment other) {
        environment = other;
    }

    @Override
    public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
        boolean leaveOut = isUnused();
        boolean[] matches = new boolean[classes.length];
        for (int at = 0; at < classes.length; at++) {
            String name = classes[at];
            matches[at] = name == null || !leaveOut || !CLIENTS.contains(name);
        }
        return matches;
    }

    private boolean isUnused() {
        Environment known = environment;
        return known != null
                && ADDRESSES.stream().noneMatch(known::containsProperty)
                && !"given".equals(known.getProperty("persistence.mongo.client"))
                && (known.containsProperty("persistence.mongo.uri") || !usesMongo(known));
    }

    private static boolean usesMongo(Environment environment) {
        return environment.containsProperty("persistence.mongo.database");
    }
}
