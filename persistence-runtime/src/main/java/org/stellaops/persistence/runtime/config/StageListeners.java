// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Stage;

/** Those who hear of each changed stage. Safe for concurrent use. */
final class StageListeners {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.stages");

    private final List<BiConsumer<String, Stage>> listeners = new CopyOnWriteArrayList<>();

    void add(BiConsumer<String, Stage> listener) {
        listeners.add(listener);
    }

    /** A module that cannot move reports that by its own events, and must not block the next one. */
    void changed(String module, Stage to) {
        for (BiConsumer<String, Stage> it : listeners) {
            try {
                it.accept(module, to);
            } catch (RuntimeException | Error e) {
                LOG.warn("module {} did not move to {}", module, to, e);
            }
        }
    }
}
