package org.stellaops.persistence.benchmarks.follower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures every situation in every rotation, each time one place further on, so that none always follows the same other. */
final class Rotations {

    private final Rig rig;
    private final Load load;
    private final RunOptions options;

    Rotations(Rig rig, Load load, RunOptions options) {
        this.rig = rig;
        this.load = load;
        this.options = options;
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
        List<Situation> order = new ArrayList<>(List.of(Situation.values()));
        Collections.rotate(order, number);
        Map<Situation, Block> blocks = new EnumMap<>(Situation.class);
        for (Situation situation : order) {
            blocks.put(situation, block(situation));
        }
        return blocks;
    }

    /** The follower breaks just before the block, so that what callers meet before the breaker opens is measured, too. */
    private Block block(Situation situation) {
        rig.before(situation);
        try {
            return load.run(rig.writer(situation), options.block());
        } finally {
            rig.after(situation);
        }
    }
}
