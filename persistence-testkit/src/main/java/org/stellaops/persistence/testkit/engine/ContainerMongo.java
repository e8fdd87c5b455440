// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import org.testcontainers.mongodb.MongoDBContainer;

/** A replica set of one server in a container. */
final class ContainerMongo extends MongoEngine {

    private static final String IMAGE = "mongo:8.0";

    private final MongoDBContainer container;

    ContainerMongo() {
        this.container = new MongoDBContainer(IMAGE).withReplicaSet();
        container.start();
    }

    @Override
    public String describe() {
        return "MongoDB " + version() + " in a container (" + IMAGE + ")";
    }

    @Override
    public String connectionString() {
        return container.getReplicaSetUrl();
    }

    @Override
    public boolean isStandIn() {
        return false;
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
    public void startAgain() {
        throw NotRestartable.portWouldChange();
    }

    @Override
    public void close() {
        container.stop();
    }
}
