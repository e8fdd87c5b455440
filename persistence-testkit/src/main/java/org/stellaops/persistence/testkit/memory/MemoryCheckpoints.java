// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.TargetStore;

/** Checkpoints in memory. */
final class MemoryCheckpoints implements Checkpoints {

    private final Steps steps;
    private final Map<String, String> texts = new TreeMap<>();

    MemoryCheckpoints(Steps steps) {
        this.steps = steps;
    }

    @Override
    public Optional<String> load(String name) {
        return steps.step(() -> Optional.ofNullable(texts.get(name)));
    }

    @Override
    public void save(String name, String text) {
        steps.step(() -> Optional.ofNullable(texts.put(name, text)));
    }

    @Override
    public void clear(String name) {
        steps.step(() -> Optional.ofNullable(texts.remove(name)));
    }

    @Override
    public boolean isWrittenBy(TargetStore store) {
        return store instanceof MemoryTargetStore it && it.saves(this);
    }

    /** What restores the state of now. */
    Runnable keep() {
        return Kept.of(texts);
    }

    String dump() {
        return "checkpoints " + texts + "\n";
    }
}
