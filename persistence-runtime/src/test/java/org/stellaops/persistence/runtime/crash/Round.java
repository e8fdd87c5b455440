// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Stage;

/**
 * One round: load on both services, faults meanwhile, then rest, and the judgement.
 *
 * <p>When callers stop, both services are killed in every other round, so that what was acknowledged last has to be brought
 * over by processes that never saw it.
 */
final class Round {

    private static final List<Stage> STAGES =
            List.of(Stage.LEGACY_ONLY, Stage.DUAL_WRITE, Stage.SHADOW_READ, Stage.TARGET_LED, Stage.RAMP_DOWN);
    private static final Duration LONGEST_LOAD = Duration.ofMinutes(20);
    private static final Duration LONGEST_REST = Duration.ofMinutes(2);
    private static final int LONGEST_ANSWER_MILLIS = 120_000;
    private static final int LATE_STATEMENTS_MILLIS = 300;

    /** Every so many rounds nobody asks for a drain; intents of deleters that died are then left alone for a while. */
    private static final int WITHOUT_DRAIN = 4;

    private static final int POLL_MILLIS = 100;

    private final Scene scene;
    private final AtRest atRest;
    private final int number;
    private final long seed;
    private final SplittableRandom random;
    private final Load load;

    Round(Scene scene, AtRest atRest, int number, long seed, long writes) {
        this.scene = scene;
        this.atRest = atRest;
        this.number = number;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.load = new Load(
                new Keys(number, writes),
                scene.lead(),
                () -> scene.databases().disk().isFull(),
                writes);
    }

    Result play(List<FaultScript> faults) throws InterruptedException, SQLException {
        scene.play(load.keys());
        long readmissions = scene.kinds().of("readmissions");
        Stage first = STAGES.get(random.nextInt(STAGES.size()));
        scene.lead().moveTo(first, scene.services(), LONGEST_REST);
        Lanes lanes = new Lanes(scene, faults);
        load.start(scene.services(), number, seed);
        lanes.start(random.split());
        List<String> problems = new ArrayList<>(await(lanes));
        boolean killedAtTheEnd = random.nextBoolean();
        if (killedAtTheEnd) {
            scene.services().forEach(ServiceProcess::kill);
        }
        load.stop();
        lanes.join();
        lanes.failures().forEach(it -> problems.add("a fault could not be played or undone: " + it));
        load.brokenAnswers().forEach(it -> problems.add("the library gave an answer that it may not give: " + it));
        boolean readmitted = scene.kinds().of("readmissions") > readmissions;
        return rest(first, lanes, killedAtTheEnd, readmitted, problems);
    }

    private List<String> await(Lanes lanes) throws InterruptedException {
        long began = System.nanoTime();
        while (!lanes.isOver() || !load.hasEnough()) {
            if (System.nanoTime() - began > LONGEST_LOAD.toNanos()) {
                return List.of("after " + LONGEST_LOAD + " only " + load.acknowledged() + " writes were acknowledged");
            }
            Thread.sleep(POLL_MILLIS);
            scene.databases().revivePostgres();
        }
        return List.of();
    }

    /** Lifts every fault, brings everything over, and judges. */
    private Result rest(Stage first, Lanes lanes, boolean killedAtTheEnd, boolean readmitted, List<String> problems)
            throws InterruptedException, SQLException {
        scene.calm();
        scene.databases().revivePostgres();
        scene.lead().moveTo(stageOfRest(), scene.services(), LONGEST_REST);
        Thread.sleep(LATE_STATEMENTS_MILLIS);
        boolean byThemselves = number % WITHOUT_DRAIN == 1;
        (byThemselves ? scene.awaitConvergence(LONGEST_REST) : scene.drain(LONGEST_REST)).ifPresent(problems::add);
        String[] verified = service().askAgain("verify", LONGEST_ANSWER_MILLIS).split(" ", 3);
        AtRest.Findings findings = atRest.judge(
                load.history(),
                readmitted ? TombstonesAtRest.Replication.BEGUN_ANEW : TombstonesAtRest.Replication.WHOLE);
        boolean equal = verified[0].equals("equal") && Long.parseLong(verified[1]) > 0;
        if (!equal) {
            problems.add("the library's own verification: " + String.join(" ", verified));
        }
        return new Result(
                number,
                seed,
                first,
                scene.lead().wanted(),
                lanes.played(),
                killedAtTheEnd,
                load.tally(),
                findings,
                problems);
    }

    /** One in which both stores are written. */
    private Stage stageOfRest() {
        Stage wanted = scene.lead().wanted();
        return wanted == Stage.LEGACY_ONLY ? Stage.DUAL_WRITE : wanted;
    }

    /** The one that always knows every type. */
    private ServiceProcess service() {
        return scene.services().get(0);
    }

    /** How a round ended. */
    record Result(
            int number,
            long seed,
            Stage first,
            Stage last,
            List<String> played,
            boolean killedAtTheEnd,
            Tally tally,
            AtRest.Findings findings,
            List<String> problems) {

        boolean isClean() {
            return findings.isClean() && problems.isEmpty();
        }

        boolean isEqual() {
            return findings.differences().isEmpty() && problems.isEmpty();
        }

        /** One line. */
        String describe(long millis) {
            return "round=" + number + " seed=" + seed + " stages=" + first.configName() + ".."
                    + last.configName() + " faults=" + String.join(",", played)
                    + (killedAtTheEnd ? ",kill-both-at-the-end" : "") + " acknowledged=" + tally.of(Tally.ACKNOWLEDGED)
                    + " unknown=" + (tally.of(Tally.UNKNOWN) + tally.of(Tally.UNANSWERED)) + " refused="
                    + tally.of(Tally.REFUSED) + " conflicts=" + tally.of(Tally.CONFLICT) + " finds="
                    + tally.of(Tally.FOUND) + " queries=" + tally.of(Tally.QUERIES) + " compared=" + findings.compared()
                    + " tombstones=" + findings.tombstones().describe() + " lost="
                    + findings.lost().size() + " equal=" + isEqual() + " ms=" + millis;
        }

        /** Everything that is wrong. */
        List<String> wrong() {
            List<String> all = new ArrayList<>(problems);
            all.addAll(findings.differences());
            all.addAll(findings.lost());
            return all;
        }
    }
}
