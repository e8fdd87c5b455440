// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/** Moves of the lead under load, and what befalls whoever moves it. */
final class LeaderFaults {

    /** Longer than it takes until a move that nobody finishes is aborted. */
    private static final Duration LONGEST = Duration.ofMinutes(8);

    private static final Duration WHILE_PAUSED = Duration.ofSeconds(5);

    private LeaderFaults() {}

    /** The lead moves to the other store while callers write. */
    record MoveLead() implements FaultScript {

        @Override
        public String name() {
            return "move-lead";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            Stage to = scene.lead().other();
            scene.lead().moveTo(to, inOrder(scene, random), LONGEST);
            return "to-" + to.configName();
        }
    }

    /** The lead moves while the ways to one database fail again and again, so that not everything can be brought over. */
    record MoveOnBadWays(Side side) implements FaultScript {

        @Override
        public String name() {
            return "move-lead-on-bad-ways-to-" + FaultScript.lower(side);
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            Stage to = scene.lead().other();
            SplittableRandom own = random.split();
            Thread bad = new Thread(() -> spoil(scene, own));
            bad.start();
            scene.lead().moveTo(to, inOrder(scene, random), LONGEST);
            bad.join();
            return "to-" + to.configName();
        }

        private void spoil(Scene scene, SplittableRandom random) {
            try {
                for (Link fault : List.of(Link.CUT_ON_REQUEST, Link.REFUSE, Link.CUT_ON_REPLY)) {
                    new NetworkFaults.OnLink(fault, side).play(scene, random);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The service that moves the lead is killed in the middle, or both are; whoever is up then goes on. */
    record KillCoordinator(boolean both) implements FaultScript {

        @Override
        public String name() {
            return both ? "kill-both-while-moving" : "kill-coordinator";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            Stage to = scene.lead().other();
            List<ServiceProcess> order = inOrder(scene, random);
            Thread killer = new Thread(() -> kill(both ? order : order.subList(0, 1), random.nextInt(250)));
            killer.start();
            scene.lead().moveTo(to, order, LONGEST);
            killer.join();
            return "to-" + to.configName();
        }
    }

    /** One service does not run while the other moves the lead, and wakes in the middle of what it was writing. */
    record PauseWhileMoving() implements FaultScript {

        @Override
        public String name() {
            return "pause-while-moving";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            // Whoever moves the lead meanwhile would wait for the one that is paused.
            synchronized (scene.lead()) {
                return move(scene, random);
            }
        }

        private static String move(Scene scene, SplittableRandom random) throws InterruptedException {
            Stage to = scene.lead().other();
            List<ServiceProcess> order = inOrder(scene, random);
            Runnable goOn = order.get(1).pause();
            // In the middle of a transaction on the target it holds a lock, without which the lead cannot move.
            boolean moved = scene.lead()
                    .moveFirst(to, order.subList(0, 1), WHILE_PAUSED)
                    .isEmpty();
            goOn.run();
            // Long enough for it to go on with its writes before it learns of the move.
            FaultScript.hold(random, 100, 600);
            scene.lead().moveTo(to, order, LONGEST);
            return "to-" + to.configName() + (moved ? "" : "-afterwards");
        }
    }

    /** Either service first. */
    private static List<ServiceProcess> inOrder(Scene scene, SplittableRandom random) {
        return random.nextBoolean()
                ? scene.services()
                : List.of(scene.services().get(1), scene.services().get(0));
    }

    private static void kill(List<ServiceProcess> victims, int afterMillis) {
        try {
            Thread.sleep(afterMillis);
            victims.forEach(ServiceProcess::kill);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
