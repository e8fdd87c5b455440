// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ModuleSettings;

/**
 * Opens a module at start; or later, if a database that it needs cannot be reached and the configuration says that this is waited
 * for. What is refused is thrown in either case.
 */
final class ModuleStart {

    private static final int OPEN_DIVERGENCES = 10_000;

    private final ModuleOpening opening;
    private final Config.Start start;
    private final DualWriteListener listener;
    private final InstantSource clock;

    ModuleStart(ModuleOpening opening, Config.Start start, DualWriteListener listener, InstantSource clock) {
        this.opening = opening;
        this.start = start;
        this.listener = listener;
        this.clock = clock;
    }

    /** Hears when callers can have a module. */
    interface WhenOpen {
        void isOpen(PersistenceModule module);
    }

    PersistenceModule module(ModuleDescriptor descriptor, ModuleSettings settings, WhenOpen whenOpen) {
        DivergenceLog divergences = new DivergenceLog(OPEN_DIVERGENCES, clock);
        ModuleHolder holder = new ModuleHolder(descriptor.name());
        PersistenceModule module =
                new PersistenceModule(descriptor, settings, holder, divergences, () -> opening.configured(descriptor));
        open(descriptor, settings, module, whenOpen).ifPresent(module::openLater);
        return module;
    }

    /** What opens it later, if it could not be opened now. */
    private Optional<LateOpening> open(
            ModuleDescriptor descriptor, ModuleSettings settings, PersistenceModule module, WhenOpen whenOpen) {
        try {
            boolean unused = module.holder().isOpen(opening.open(descriptor, settings, module.divergenceLog()));
        } catch (StoreException e) {
            if (!start.waits() || !LateOpening.isUnreachable(e)) {
                throw e;
            }
            return Optional.of(new LateOpening(
                    module.holder(),
                    new LateOpening.Steps() {
                        @Override
                        public OpenedModule open() {
                            return opening.open(descriptor, settings, module.divergenceLog());
                        }

                        @Override
                        public void opened() {
                            module.useLatestShadowReads();
                            whenOpen.isOpen(module);
                        }
                    },
                    listener,
                    clock,
                    start.retry(),
                    e));
        }
        try {
            whenOpen.isOpen(module);
        } catch (RuntimeException e) {
            throw ModuleOpening.closing(module::close, e);
        }
        return Optional.empty();
    }
}
