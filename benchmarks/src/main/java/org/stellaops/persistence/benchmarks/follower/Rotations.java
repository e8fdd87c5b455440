// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Measures each of some situations in every rotation, each time in another order, so that no situation always follows the same
 * one.
 */
final class Rotations {

    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(700);

    private final Rig rig;
    private final PacedLoad load;
    private final RunOptions options;
    private final List<Situation> situations;

    Rotations(Rig rig, PacedLoad load, RunOptions options, List<Situation> situations) {
        this.rig = rig;
        this.load = load;
        this.options = options;
        this.situations = situations;
    }

    Measurements run() {
        List<Map<Situation, Block>> kept = new ArrayList<>();
        for (int i = 0; i < options.warmUps() + options.rotations(); i++) {
            Map<Situation, Block> rotation = rotation(i);
            if (i >= options.warmUps()) {
                kept.add(rotation);
            }
        }
        return new Measurements(kept);
    }

    private Map<Situation, Block> rotation(int number) {
        List<Situation> order = new ArrayList<>(situations);
        Collections.shuffle(order, new Random(number));
        Map<Situation, Block> blocks = new EnumMap<>(Situation.class);
        for (Situation situation : order) {
            blocks.put(situation, block(situation));
        }
        return blocks;
    }

    /**
     * The follower breaks just before the block, so that what callers meet before the breaker opens is measured, too.
     * What was idle
     * is slower at first, and the leader alone is idle the longest; so every block begins with writes that do not
     * count. To stop a
     * server takes a while, in which callers are idle again; so they are for as long before every other block.
     */
    private Block block(Situation situation) {
        Block ignored = load.run(rig.writer(situation), options.rate(), WARM_UP);
        try {
            pauseWhile(() -> rig.before(situation));
            return load.run(rig.writer(situation), options.rate(), options.block());
        } finally {
            rig.after(situation);
        }
    }

    private static void pauseWhile(Runnable work) {
        long until = System.nanoTime() + PAUSE.toNanos();
        work.run();
        try {
            TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before a block", e);
        }
    }
}
