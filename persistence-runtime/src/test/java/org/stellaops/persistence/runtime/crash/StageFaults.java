// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/** The ends of the walk, the only way back from the last one, and files that cannot be read. */
final class StageFaults {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int LONGEST_ANSWER_MILLIS = 120_000;
    private static final int BETWEEN_TRIES_MILLIS = 200;

    private StageFaults() {}

    /** For a while only the legacy store is written. */
    record LegacyOnly() implements FaultScript {

        @Override
        public String name() {
            return "legacy-only";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            synchronized (scene.lead()) {
                scene.lead().moveTo(Stage.LEGACY_ONLY, scene.services(), LONGEST);
                FaultScript.hold(random, 300, 1000);
                scene.lead().moveTo(Stage.DUAL_WRITE, scene.services(), LONGEST);
            }
            scene.kinds().count("legacy-only");
            return "";
        }
    }

    /** For a while only the target is written; then the legacy store is filled again under load. */
    record TargetOnly() implements FaultScript {

        @Override
        public String name() {
            return "target-only";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            String readmitted;
            synchronized (scene.lead()) {
                scene.lead().moveTo(Stage.TARGET_ONLY, scene.services(), LONGEST);
                FaultScript.hold(random, 300, 1000);
                readmitted = readmit(scene, Side.TARGET);
                scene.lead().moveTo(Stage.TARGET_LED, scene.services(), LONGEST);
            }
            scene.kinds().count("target-only");
            return readmitted;
        }
    }

    /** Files that are no configuration keep every service where it is. */
    record SpoiledFiles() implements FaultScript {

        @Override
        public String name() {
            return "spoiled-stage-files";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            synchronized (scene.lead()) {
                List<Runnable> good =
                        scene.services().stream().map(it -> it.file().spoil()).toList();
                FaultScript.hold(random, 200, 800);
                good.forEach(Runnable::run);
            }
            scene.kinds().count("spoiled-stage-files");
            return "";
        }
    }

    /**
     * Readmits the store that follows, again until both are equal, whoever dies meanwhile. The first service is the one that
     * always knows every type.
     */
    static String readmit(Scene scene, Side leader) throws InterruptedException {
        long began = System.nanoTime();
        String last = "";
        int tries = 0;
        while (System.nanoTime() - began < LONGEST.toNanos()) {
            try {
                tries += scene.services().get(0).isReady() ? 1 : 0;
                last = scene.services().get(0).ask("readmit " + leader, LONGEST_ANSWER_MILLIS);
            } catch (IOException e) {
                last = "died";
            }
            if (last.startsWith("readmitted")) {
                scene.kinds().count("readmissions");
                scene.kinds().count("readmissions-interrupted", tries - 1);
                return "readmitted-at-try-" + tries;
            }
            Thread.sleep(BETWEEN_TRIES_MILLIS);
        }
        throw new IllegalStateException("no readmission came to its end within " + LONGEST + ": " + last);
    }
}
