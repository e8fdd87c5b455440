// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How an embedded PostgreSQL is started. A server that is given, or runs in a container, is taken as it is.
 *
 * @param dataDirectory where its data is and stays; empty for a temporary one that goes when the engine is closed
 * @param port where it listens; 0 for any
 * @param serverConfig settings beyond the defaults
 */
public record PostgresOptions(Optional<Path> dataDirectory, int port, Map<String, String> serverConfig) {

    /** Takes an unmodifiable copy. */
    public PostgresOptions {
        serverConfig = Map.copyOf(serverConfig);
    }

    /** A temporary server on any port, as durable as one in production. */
    public static PostgresOptions defaults() {
        return new PostgresOptions(Optional.empty(), 0, Map.of("fsync", "on", "synchronous_commit", "on"));
    }

    /** These options with one setting more. */
    public PostgresOptions with(String setting, String value) {
        Map<String, String> config = new TreeMap<>(serverConfig);
        config.put(setting, value);
        return new PostgresOptions(dataDirectory, port, config);
    }

    /** These options with data that outlives the engine. */
    public PostgresOptions keptIn(Path directory) {
        return new PostgresOptions(Optional.of(directory), port, serverConfig);
    }

    /** These options with another port. */
    public PostgresOptions onPort(int number) {
        return new PostgresOptions(dataDirectory, number, serverConfig);
    }
}
