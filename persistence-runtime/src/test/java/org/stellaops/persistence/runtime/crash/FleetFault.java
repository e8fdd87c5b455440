// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/**
 * What befalls one service of the fleet at a change of leader.
 *
 * @param moment when it comes
 * @param isCoordinator whether it befalls the service that moves the lead, where it comes while that does; another one otherwise
 */
record FleetFault(Kind kind, Moment moment, boolean isCoordinator) {

    private static final Duration LONGEST_UNTIL_MOVED = Duration.ofMinutes(1);
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final int LONGEST_AFTER_BEGIN_MILLIS = 60;

    /** What happens to it. */
    enum Kind {
        NONE,
        /** {@code kill -9}. It is started again with the file that it had, which may be an old one. */
        KILLED,
        /** It does not run for longer than a lease. */
        STOPPED,
        /** Its way to one database breaks, or swallows everything. */
        CUT
    }

    /** When it comes. */
    enum Moment {
        BEFORE,
        /** While the lead is being moved. */
        AMID
    }

    /** Waits for its moment, does it, and undoes it; answers what it did. */
    String play(Fleet fleet, FleetCohort moved, long since, SplittableRandom random, Runnable begun)
            throws InterruptedException {
        Optional<ServiceProcess> victim = victim(fleet, moved, since, random);
        if (victim.isEmpty()) {
            begun.run();
            return "not played";
        }
        fleet.goesDown(victim.get());
        begun.run();
        try {
            return victim.get().name() + (isCoordinatorOf(moved, since, victim.get()) ? "(coordinator)" : "") + " "
                    + befall(fleet, moved, victim.get(), random);
        } finally {
            fleet.isUp(victim.get());
        }
    }

    private Optional<ServiceProcess> victim(Fleet fleet, FleetCohort moved, long since, SplittableRandom random)
            throws InterruptedException {
        if (moment == Moment.BEFORE) {
            return Optional.of(fleet.anyUnharmed(random));
        }
        Optional<ServiceProcess> moves = moved.steps()
                .await(LeaderSteps.BEGIN, since, LONGEST_UNTIL_MOVED)
                .map(LeaderSteps.Step::service);
        Thread.sleep(random.nextInt(LONGEST_AFTER_BEGIN_MILLIS));
        return moves.map(it -> isCoordinator ? it : other(fleet, it, random));
    }

    private static ServiceProcess other(Fleet fleet, ServiceProcess than, SplittableRandom random) {
        ServiceProcess any = than;
        while (any == than) {
            any = fleet.anyUnharmed(random);
        }
        return any;
    }

    private static boolean isCoordinatorOf(FleetCohort moved, long since, ServiceProcess service) {
        return moved.steps()
                .first(LeaderSteps.BEGIN, since)
                .filter(it -> it.service() == service)
                .isPresent();
    }

    private String befall(Fleet fleet, FleetCohort moved, ServiceProcess victim, SplittableRandom random)
            throws InterruptedException {
        return switch (kind) {
            case KILLED -> kill(fleet, moved, victim);
            case STOPPED -> stop(victim, random);
            case CUT -> cut(fleet, victim, random);
            case NONE -> throw new IllegalStateException("nothing befalls " + victim.name());
        };
    }

    private static String kill(Fleet fleet, FleetCohort moved, ServiceProcess victim) throws InterruptedException {
        victim.kill();
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!victim.isReady()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("service " + victim.name() + " does not start");
            }
            Thread.sleep(10);
        }
        boolean isOld = !victim.file().says(moved.share(), moved.lead().wanted());
        fleet.scene().kinds().count("old-files", isOld ? 1 : 0);
        return "killed" + (isOld ? ", started with an old file" : "");
    }

    private static String stop(ServiceProcess victim, SplittableRandom random) throws InterruptedException {
        int lease = (int) Fleet.LEASE.toMillis();
        int millis = random.nextInt(lease + 500, 2 * lease + 2_000);
        Runnable goOn = victim.pause();
        Thread.sleep(millis);
        goOn.run();
        return "stopped for " + millis + " ms";
    }

    private static String cut(Fleet fleet, ServiceProcess victim, SplittableRandom random) throws InterruptedException {
        Side side = random.nextBoolean() ? Side.LEGACY : Side.TARGET;
        boolean isBroken = random.nextBoolean();
        FaultProxy way = fleet.way(victim, side);
        (isBroken ? Link.REFUSE : Link.STALL).befall(way);
        FaultScript.hold(random, 500, 4_000);
        way.forward();
        return "cut off from " + side.configName() + (isBroken ? "" : " in silence");
    }
}
