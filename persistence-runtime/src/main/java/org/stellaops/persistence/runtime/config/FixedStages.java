// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.function.BiConsumer;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StageSource;

/** The stages of a configuration that was not read from a file and so never changes. */
public final class FixedStages implements StageSource {

    private final Config config;

    /** The stages of this configuration. */
    public FixedStages(Config config) {
        this.config = config;
    }

    @Override
    public Stage stageOf(String module) {
        return config.module(module)
                .map(ModuleSettings::stage)
                .orElseThrow(() -> new IllegalStateException("the configuration does not name module " + module));
    }

    @Override
    public void onChange(BiConsumer<String, Stage> listener) {
        // There are no later changes.
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
