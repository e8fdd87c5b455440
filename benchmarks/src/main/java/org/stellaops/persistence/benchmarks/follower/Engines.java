// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.net.InetSocketAddress;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * Both engines, always embedded, because they are stopped during the run.
 *
 * @param mongo the legacy side
 * @param postgres the target side
 */
record Engines(MongoEngine mongo, PostgresEngine postgres) implements AutoCloseable {

    static Engines start() {
        PostgresEngine postgres = PostgresEngine.startEmbedded(PostgresOptions.defaults());
        try {
            return new Engines(MongoEngine.startEmbedded(MongoOptions.defaults()), postgres);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    String describe(Side side) {
        return side == Side.LEGACY ? mongo.describe() : postgres.describe();
    }

    InetSocketAddress address(Side side) {
        return side == Side.LEGACY ? mongo.address() : postgres.address();
    }

    void stop(Side side) {
        if (side == Side.LEGACY) {
            mongo.stop();
        } else {
            postgres.stop();
        }
    }

    void startAgain(Side side) {
        if (side == Side.LEGACY) {
            mongo.startAgain();
        } else {
            postgres.startAgain();
        }
    }

    @Override
    public void close() {
        try (postgres) {
            mongo.close();
        }
    }
}
