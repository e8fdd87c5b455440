// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** The way from services to each of their databases, which can be cut and mended. */
final class Links implements AutoCloseable {

    private final FaultProxy mongo;
    private final FaultProxy postgres;

    Links(MongoEngine mongoServer, PostgresEngine postgresServer) {
        mongo = FaultProxy.before(mongoServer.address());
        postgres = FaultProxy.before(postgresServer.address());
    }

    MongoDatabaseName via(MongoDatabaseName direct) {
        return new MongoDatabaseName(
                "mongodb://localhost:" + mongo.address().getPort() + "/?directConnection=true", direct.name());
    }

    PostgresDatabase via(PostgresDatabase direct) {
        return direct.via(postgres.address());
    }

    void refuse(Side side) {
        of(side).refuse();
    }

    void forward(Side side) {
        of(side).forward();
    }

    private FaultProxy of(Side side) {
        return side == Side.LEGACY ? mongo : postgres;
    }

    @Override
    public void close() {
        mongo.close();
        postgres.close();
    }
}
