// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** What befalls the ways between services and databases. */
final class NetworkFaults {

    private static final int FLAPS = 8;

    private NetworkFaults() {}

    /** A fault on the way of one service, or of both, to one database. */
    record OnLink(Link fault, Side side) implements FaultScript {

        @Override
        public String name() {
            return FaultScript.lower(side) + "-" + FaultScript.lower(fault);
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            List<FaultProxy> ways = scene.ways(side, random.nextInt(3));
            if (fault.flaps()) {
                for (int i = 0; i < FLAPS; i++) {
                    befall(ways, random, 1, 20);
                    FaultScript.hold(random, 30, 100);
                }
            } else {
                befall(ways, random, 100, 1200);
            }
            return "";
        }

        private void befall(List<FaultProxy> ways, SplittableRandom random, int least, int most)
                throws InterruptedException {
            ways.forEach(fault::befall);
            FaultScript.hold(random, least, most);
            ways.forEach(FaultProxy::forward);
        }
    }

    /** The database answers nobody for longer than a caller waits for a connection, so the pools fill. */
    record PoolFull(Side side) implements FaultScript {

        @Override
        public String name() {
            return FaultScript.lower(side) + "-pool-full";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            List<FaultProxy> ways = scene.ways(side, scene.services().size());
            ways.forEach(FaultProxy::stall);
            FaultScript.hold(random, 900, 1200);
            ways.forEach(FaultProxy::forward);
            return "";
        }
    }

    /** Every piece of data comes later than a statement may take. */
    record DeadlineOver(Side side) implements FaultScript {

        private static final Duration LATE = Duration.ofMillis(900);

        @Override
        public String name() {
            return FaultScript.lower(side) + "-deadline-over";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            List<FaultProxy> ways = scene.ways(side, scene.services().size());
            ways.forEach(it -> it.delay(LATE));
            FaultScript.hold(random, 1000, 1500);
            ways.forEach(FaultProxy::forward);
            return "";
        }
    }
}
