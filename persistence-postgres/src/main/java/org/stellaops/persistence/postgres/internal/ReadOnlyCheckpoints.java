// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Optional;
import org.stellaops.persistence.spi.Checkpoints;

/** Checkpoints that can be looked at only. */
record ReadOnlyCheckpoints(Checkpoints checkpoints) implements Checkpoints {

    @Override
    public Optional<String> load(String name) {
        return ReadOnly.orElse(() -> checkpoints.load(name), Optional.empty());
    }

    @Override
    public void save(String name, String text) {
        throw Database.readOnly("saving checkpoint " + name);
    }

    @Override
    public void clear(String name) {
        throw Database.readOnly("clearing checkpoint " + name);
    }
}
