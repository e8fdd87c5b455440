// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import org.stellaops.persistence.testkit.mongo.MongoScript;

/**
 * How the embedded MongoDB stand-in is started. A server that is given, or runs in a container, is taken as it is.
 *
 * @param port where it listens; 0 for any
 * @param validators whether it knows {@code collMod} and obeys validators, so that fences are strong
 * @param script what it answers as a real server would
 */
public record MongoOptions(int port, boolean validators, MongoScript script) {

    /** On any port, with validators. */
    public static MongoOptions defaults() {
        return new MongoOptions(0, true, MongoScript.none());
    }

    /** These options with another port. */
    public MongoOptions onPort(int number) {
        return new MongoOptions(number, validators, script);
    }

    /** These options for a server that knows no {@code collMod}, or rejects it. */
    public MongoOptions withoutValidators() {
        return new MongoOptions(port, false, script);
    }

    /** These options with a script, in place of the stand-in's own answers. */
    public MongoOptions playing(MongoScript other) {
        return new MongoOptions(port, validators, other);
    }
}
