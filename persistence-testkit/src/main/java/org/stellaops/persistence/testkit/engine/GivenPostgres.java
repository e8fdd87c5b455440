// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** An existing server, which is left running. */
final class GivenPostgres extends PostgresEngine {

    private static final String JDBC = "jdbc:";
    private static final int DEFAULT_PORT = 5432;

    private final PostgresDatabase administration;
    private final AtExit atExit;

    GivenPostgres(String jdbcUrl) {
        if (!jdbcUrl.startsWith(JDBC + "postgresql://")) {
            throw new EngineException(
                    GIVEN + " must have the form jdbc:postgresql://host:port/database?user=…&password=…", null);
        }
        URI uri = URI.create(jdbcUrl.substring(JDBC.length()));
        this.administration = new PostgresDatabase(
                InetSocketAddress.createUnresolved(
                        Optional.ofNullable(uri.getHost()).orElse("localhost"),
                        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()),
                uri.getPath().length() > 1 ? uri.getPath().substring(1) : "postgres",
                parameter(uri, "user").orElse("postgres"),
                parameter(uri, "password").orElse(""));
        this.atExit = new AtExit(this::close);
    }

    private static Optional<String> parameter(URI uri, String name) {
        return Optional.ofNullable(uri.getQuery()).stream()
                .flatMap(query -> Arrays.stream(query.split("&")))
                .filter(it -> it.startsWith(name + "="))
                .map(it -> it.substring(name.length() + 1))
                .findFirst();
    }

    @Override
    PostgresDatabase administration() {
        return administration;
    }

    @Override
    String describe(String version) {
        return "given PostgreSQL " + version + " (" + GIVEN + ")";
    }

    @Override
    public boolean isRestartable() {
        return false;
    }

    @Override
    public void stop() {
        throw NotRestartable.notOurs();
    }

    @Override
    public void kill() {
        throw NotRestartable.notOurs();
    }

    @Override
    public void startAgain() {
        throw NotRestartable.notOurs();
    }

    @Override
    public void close() {
        // The server stays with its owner.
        atExit.isDone();
        dropDatabases();
    }
}
