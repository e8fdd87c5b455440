package org.stellaops.persistence.testkit.engine;

/** A server that was there before; it is left running. */
final class GivenMongo extends MongoEngine {

    private final String connectionString;

    GivenMongo(String connectionString) {
        this.connectionString = connectionString;
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
        // Whoever gave it keeps it.
    }
}
