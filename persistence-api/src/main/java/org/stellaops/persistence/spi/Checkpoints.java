// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;

/** Progress of long-running work, stored in the target so that a new process can resume it. */
public interface Checkpoints {

    /** The last text that was saved under this name. */
    Optional<String> load(String name);

    /** Saves a text under this name, durably. */
    void save(String name, String text);

    /** Deletes the checkpoint of this name. */
    void clear(String name);

    /** The {@link ControlStore#coveredSince} of the moment at which these were asked for: what is kept here counts for it. */
    default long coveredSince() {
        return 0;
    }

    /** Whether the progress of a {@link TargetStore#copy} of this store is saved here. */
    default boolean isWrittenBy(TargetStore store) {
        return false;
    }
}
