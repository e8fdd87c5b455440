package org.stellaops.persistence.modules.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** One fault that befalls a round; it waits until the fault is over. What it chooses follows from the seed. */
interface Card {

    /** What it is called in the log. */
    String name();

    /** Does it, and undoes it; answers what is worth telling beside the name. */
    String play(Scene scene, SplittableRandom random) throws InterruptedException;

    /** Every kind of fault once, or more often where it matters most. */
    static List<Card> all() {
        List<Card> all = new ArrayList<>();
        for (Side side : Side.values()) {
            for (Link fault : Link.values()) {
                all.add(new OnLink(fault, side));
            }
            all.add(new PoolFull(side));
            all.add(new DeadlineOver(side));
        }
        for (int i = 0; i < 3; i++) {
            all.add(new KillService(false));
        }
        all.add(new KillService(true));
        all.addAll(List.of(new KillPostgres(), new KillPostgres(), new StopMongo(), new StopMongo()));
        all.addAll(List.of(new DiskFull(), new DiskFull(), new MoveLead(), new MoveLead()));
        all.addAll(List.of(new PauseService(), new PauseService(), new PauseWhileMoving(), new PauseWhileMoving()));
        all.addAll(List.of(new KillCoordinator(false), new KillCoordinator(false), new KillCoordinator(true)));
        return all;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void hold(SplittableRandom random, int least, int most) throws InterruptedException {
        Thread.sleep(random.nextInt(least, most));
    }

    /** A fault on the way of one service, or of both, to one database. */
    record OnLink(Link fault, Side side) implements Card {

        @Override
        public String name() {
            return lower(side) + "-" + lower(fault);
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            List<FaultProxy> ways = scene.ways(side, random.nextInt(3));
            ways.forEach(fault::befall);
            hold(random, 100, 1200);
            ways.forEach(FaultProxy::forward);
            return "";
        }
    }

    /** The database answers nobody for longer than a caller waits for a connection, so the pools fill. */
    record PoolFull(Side side) implements Card {

        @Override
        public String name() {
            return lower(side) + "-pool-full";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            List<FaultProxy> ways = scene.ways(side, scene.services().size());
            ways.forEach(FaultProxy::stall);
            hold(random, 900, 1200);
            ways.forEach(FaultProxy::forward);
            return "";
        }
    }

    /** Every piece of data comes later than a statement may take. */
    record DeadlineOver(Side side) implements Card {

        private static final Duration LATE = Duration.ofMillis(900);

        @Override
        public String name() {
            return lower(side) + "-deadline-over";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            List<FaultProxy> ways = scene.ways(side, scene.services().size());
            ways.forEach(it -> it.delay(LATE));
            hold(random, 1000, 1500);
            ways.forEach(FaultProxy::forward);
            return "";
        }
    }

    /** One service is killed, or both at once. */
    record KillService(boolean both) implements Card {

        @Override
        public String name() {
            return both ? "kill-both-services" : "kill-service";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            if (both) {
                scene.services().forEach(ServiceProcess::kill);
            } else {
                scene.services().get(random.nextInt(scene.services().size())).kill();
            }
            return "";
        }
    }

    /** The target is killed as by a power failure, and comes up again. */
    record KillPostgres() implements Card {

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
    record StopMongo() implements Card {

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
    record DiskFull() implements Card {

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
            hold(random, 1000, 2000);
            disk.free();
            return state;
        }
    }

    /** The lead moves to the other store while callers write. */
    record MoveLead() implements Card {

        @Override
        public String name() {
            return "move-lead";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            Stage to = scene.lead().other();
            scene.lead().moveTo(to, Coordinators.inOrder(scene, random), Coordinators.LONGEST);
            return "to-" + to.configName();
        }
    }

    /** The service that moves the lead is killed in the middle, or both are; whoever is up then goes on. */
    record KillCoordinator(boolean both) implements Card {

        @Override
        public String name() {
            return both ? "kill-both-while-moving" : "kill-coordinator";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            Stage to = scene.lead().other();
            List<ServiceProcess> order = Coordinators.inOrder(scene, random);
            Thread killer =
                    new Thread(() -> Coordinators.kill(both ? order : order.subList(0, 1), random.nextInt(250)));
            killer.start();
            scene.lead().moveTo(to, order, Coordinators.LONGEST);
            killer.join();
            return "to-" + to.configName();
        }
    }

    /** One service does not run for a while, whatever it is in the middle of. */
    record PauseService() implements Card {

        @Override
        public String name() {
            return "pause-service";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            Runnable goOn = Coordinators.inOrder(scene, random).get(0).pause();
            hold(random, 300, 1500);
            goOn.run();
            return "";
        }
    }

    /** One service does not run while the other moves the lead, and wakes in the middle of what it was writing. */
    record PauseWhileMoving() implements Card {

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
            List<ServiceProcess> order = Coordinators.inOrder(scene, random);
            Runnable goOn = order.get(1).pause();
            // In the middle of a transaction on the target it holds a lock, without which the lead cannot move.
            boolean moved = scene.lead()
                    .moveFirst(to, order.subList(0, 1), Coordinators.WHILE_PAUSED)
                    .isEmpty();
            goOn.run();
            // Long enough for it to go on with its writes before it learns of the move.
            hold(random, 100, 600);
            scene.lead().moveTo(to, order, Coordinators.LONGEST);
            return "to-" + to.configName() + (moved ? "" : "-afterwards");
        }
    }
}
