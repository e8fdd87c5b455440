package org.stellaops.persistence.modules.crash;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Who moves the lead. */
final class Coordinators {

    /** Longer than it takes until a move that nobody finishes is given up. */
    static final Duration LONGEST = Duration.ofMinutes(4);

    static final Duration WHILE_PAUSED = Duration.ofSeconds(5);

    private Coordinators() {}

    /** Either service first. */
    static List<ServiceProcess> inOrder(Scene scene, SplittableRandom random) {
        ServiceProcess a = scene.services().get(0);
        ServiceProcess b = scene.services().get(1);
        return random.nextBoolean() ? List.of(a, b) : List.of(b, a);
    }

    static void kill(List<ServiceProcess> victims, int afterMillis) {
        try {
            Thread.sleep(afterMillis);
            victims.forEach(ServiceProcess::kill);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
