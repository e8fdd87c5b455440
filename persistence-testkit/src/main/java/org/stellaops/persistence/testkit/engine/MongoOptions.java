package org.stellaops.persistence.testkit.engine;

/**
 * How the embedded MongoDB stand-in is started. A server that is given, or runs in a container, is taken as it is.
 *
 * @param port where it listens; 0 for any
 * @param validators whether it knows {@code collMod} and obeys validators, so that fences are strong
 */
public record MongoOptions(int port, boolean validators) {

    /** On any port, with validators. */
    public static MongoOptions defaults() {
        return new MongoOptions(0, true);
    }

    /** These options with another port. */
    public MongoOptions onPort(int number) {
        return new MongoOptions(number, validators);
    }

    /** These options for a server that knows no {@code collMod}, or rejects it. */
    public MongoOptions withoutValidators() {
        return new MongoOptions(port, false);
    }
}
