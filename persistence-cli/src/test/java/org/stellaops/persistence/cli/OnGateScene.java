// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Tests of gates, each on a scene with databases of its own. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
abstract class OnGateScene {

    @TempDir
    Path folder;

    GateScene scene;

    @BeforeEach
    final void open(MongoEngine mongo, PostgresEngine postgres) {
        scene = new GateScene(folder, mongo.createDatabase(), postgres.createDatabase("gates"));
    }

    @AfterEach
    final void close() {
        scene.close();
    }
}
