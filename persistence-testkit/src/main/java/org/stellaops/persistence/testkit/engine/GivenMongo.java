// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

/** An existing server, which is left running. */
final class GivenMongo extends MongoEngine {

    private final String connectionString;
    private final AtExit atExit;

    GivenMongo(String connectionString) {
        this.connectionString = connectionString;
        this.atExit = new AtExit(this::close);
    }

    @Override
    public String describe() {
        return "given MongoDB " + version() + " (" + GIVEN + ")";
    }

    @Override
    public String connectionString() {
        return connectionString;
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
