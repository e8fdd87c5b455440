// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.SplittableRandom;

/** What befalls the databases. */
final class DatabaseFaults {

    private DatabaseFaults() {}

    /** The target is killed as by a power failure, and comes up again. */
    record KillPostgres() implements FaultScript {

        @Override
        public String name() {
            return "kill-postgres";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            scene.databases().killPostgres(random.nextInt(300));
            return "";
        }
    }

    /** The legacy server stops and cuts all its connections, and comes up again. */
    record StopMongo() implements FaultScript {

        @Override
        public String name() {
            return "stop-mongo";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            scene.databases().stopMongo(random.nextInt(100, 600));
            return "";
        }
    }

    /** The target's disk has no byte left. */
    record DiskFull() implements FaultScript {

        @Override
        public String name() {
            return "target-disk-full";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            SmallDisk disk = scene.databases().disk();
            if (disk.directory().isEmpty()) {
                return "not-available";
            }
            disk.fill();
            String state = scene.databases().probeDisk().orElse("not-refused");
            FaultScript.hold(random, 1000, 2000);
            disk.free();
            return state;
        }
    }
}
