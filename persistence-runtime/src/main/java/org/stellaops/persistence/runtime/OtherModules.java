// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * Where modules of a configuration stand that this process need not serve: asked of their control records, each time, on connections
 * that change nothing.
 */
final class OtherModules implements Function<String, Optional<Stage>> {

    private final Config config;
    private final Reader backends;

    /** Opens the control records of a module by its name; the caller closes both sides. */
    interface Reader {

        LegacyBackend legacy(String module);

        TargetBackend target(String module);
    }

    OtherModules(Config config, Reader backends) {
        this.config = config;
        this.backends = backends;
    }

    @Override
    public Optional<Stage> apply(String module) {
        if (config.module(module).isEmpty()) {
            return Optional.empty();
        }
        Optional<Stage> found;
        try {
            found = ofLegacy(module);
        } catch (StoreException e) {
            return ofTarget(module).or(() -> {
                throw e;
            });
        }
        return found.isPresent() ? found : ofTarget(module);
    }

    private Optional<Stage> ofLegacy(String module) {
        try (LegacyBackend legacy = backends.legacy(module)) {
            return legacy.exists() ? stage(legacy.control(), Side.LEGACY) : Optional.empty();
        }
    }

    private Optional<Stage> ofTarget(String module) {
        try (TargetBackend target = backends.target(module)) {
            return stage(target.control(), Side.TARGET);
        }
    }

    private static Optional<Stage> stage(ControlStore control, Side side) {
        return control.find()
                .filter(ControlRecord::leads)
                .map(it -> it.stage().orElse(side == Side.LEGACY ? Stage.SHADOW_READ : Stage.TARGET_LED));
    }
}
