// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.net.InetSocketAddress;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container. */
final class ContainerPostgres extends PostgresEngine {

    private static final String IMAGE = "postgres:18-alpine";
    private static final int PORT = 5432;

    private final PostgreSQLContainer container;

    ContainerPostgres() {
        this.container = new PostgreSQLContainer(IMAGE);
        // Its own command would turn fsync off.
        container.setCommand("postgres", "-c", "max_connections=300");
        container.start();
    }

    @Override
    PostgresDatabase administration() {
        return new PostgresDatabase(
                InetSocketAddress.createUnresolved(container.getHost(), container.getMappedPort(PORT)),
                container.getDatabaseName(),
                container.getUsername(),
                container.getPassword());
    }

    @Override
    String describe(String version) {
        return "PostgreSQL " + version + " in a container (" + IMAGE + ")";
    }

    @Override
    public boolean isRestartable() {
        return false;
    }

    @Override
    public void stop() {
        throw NotRestartable.portWouldChange();
    }

    @Override
    public void kill() {
        throw NotRestartable.portWouldChange();
    }

    @Override
    public void startAgain() {
        throw NotRestartable.portWouldChange();
    }

    @Override
    public void close() {
        container.stop();
    }
}
