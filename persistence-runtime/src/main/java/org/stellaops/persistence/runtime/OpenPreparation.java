// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.List;
import java.util.function.Consumer;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.Preparation;
import org.stellaops.persistence.spi.PreparationFinding;
import org.stellaops.persistence.spi.PreparationProgress;
import org.stellaops.persistence.spi.PreparationReport;

/**
 * The preparation of a module's collections, with the connection to MongoDB that it opened. The module itself is not opened,
 * and PostgreSQL is not needed; services of the module may run meanwhile.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> {@link #prepare} waits until every index is built. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException}; starting again is safe. <b>Nulls.</b> Neither accepted nor returned.
 */
public final class OpenPreparation implements AutoCloseable {

    private final ModuleDescriptor module;
    private final LegacyBackend legacy;
    private final Preparation preparation;

    private OpenPreparation(ModuleDescriptor module, LegacyBackend legacy) {
        this.module = module;
        this.legacy = legacy;
        this.preparation = legacy.preparation();
    }

    static OpenPreparation of(ModuleDescriptor module, ModuleSettings settings, Backends backends) {
        return new OpenPreparation(module, backends.legacy(module, settings));
    }

    /** What the module's collections lack, a line each; empty if nothing. Changes nothing. */
    public List<String> missing() {
        return module.entityTypes().stream()
                .flatMap(it -> preparation.missing(it).stream())
                .toList();
    }

    /** What earlier preparations found; {@link #prepare} looks again. */
    public List<PreparationFinding> findings() {
        return module.entityTypes().stream()
                .flatMap(it -> preparation.findings(it).stream())
                .toList();
    }

    /**
     * Builds what is missing, one entity type after the other.
     *
     * @param progress called about once a second on the calling thread
     */
    public List<PreparationReport> prepare(Consumer<PreparationProgress> progress) {
        return module.entityTypes().stream()
                .map(it -> preparation.prepare(it, progress))
                .toList();
    }

    @Override
    public void close() {
        legacy.close();
    }
}
