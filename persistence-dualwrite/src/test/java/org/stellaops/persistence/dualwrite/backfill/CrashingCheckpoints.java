// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.spi.Checkpoints;

/** A process that dies instead of its n-th save. */
record CrashingCheckpoints(Checkpoints real, AtomicLong left) implements Checkpoints {

    CrashingCheckpoints(Checkpoints real, long saves) {
        this(real, new AtomicLong(saves));
    }

    /** The process dies. */
    static final class Crash extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    @Override
    public Optional<String> load(String name) {
        return real.load(name);
    }

    @Override
    public void save(String name, String text) {
        if (left.decrementAndGet() == 0) {
            throw new Crash();
        }
        real.save(name, text);
    }

    @Override
    public void clear(String name) {
        real.clear(name);
    }
}
