// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ForeignKey;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * Examines the legacy collection of an entity type before anything is written: says of every document whether it can be read,
 * whether the target could hold it, whether it comes back equal, and whether it clashes with others. Changes nothing.
 *
 * <p>Reads the collection once; again for unique values of which some may occur twice, and with the collection that is referred to
 * for each foreign key between entity types. Memory does not grow with the collection. What writers change meanwhile may or may not
 * be seen.
 *
 * <p><b>Threads.</b> One run at a time for each object; {@link #cancel} from any. <b>Blocking.</b> Waits on I/O for the whole run.
 * <b>Failure.</b> {@link StoreException} if the legacy store does not answer; that the target does not is part of the report. An
 * interrupt stops the run like {@link #cancel}; the interrupt status is kept.
 */
public final class Preflight {

    private final EntityType<?> type;
    private final List<EntityType<?>> types;
    private final LegacyBackend legacy;
    private final TargetBackend target;
    private final PreflightSettings settings;
    private final Consumer<PreflightProgress> progress;
    private volatile boolean cancelled;

    /**
     * A preflight of one entity type.
     *
     * @param types all entity types of the module, which foreign keys may refer to
     * @param legacy may be read-only
     * @param target is asked for foreign keys only; may be read-only
     * @param progress is told now and then, in the thread of the run
     */
    public Preflight(
            EntityType<?> type,
            List<EntityType<?>> types,
            LegacyBackend legacy,
            TargetBackend target,
            PreflightSettings settings,
            Consumer<PreflightProgress> progress) {
        this.type = type;
        this.types = List.copyOf(types);
        this.legacy = legacy;
        this.target = target;
        this.settings = settings;
        this.progress = progress;
    }

    /** Examines the collection. */
    public PreflightReport run() {
        PreflightPasses passes = new PreflightPasses(type, legacy, settings, progress, this::isStopped);
        List<String> notChecked = new ArrayList<>();
        if (!passes.documents()) {
            notChecked.add(
                    isStopped()
                            ? "The run was stopped before its end."
                            : "The run was limited to " + settings.limit() + " document(s).");
        } else {
            passes.repeated();
            references(notChecked).forEach(passes::references);
            if (isStopped()) {
                notChecked.add("The run was stopped before its end.");
            }
        }
        if (passes.counts().read() == 0 && !isStopped()) {
            notChecked.add(0, "The collection " + type.collection() + " has no documents, or is another one.");
        }
        return new PreflightReport(
                type.module(),
                type.name(),
                Declaration.of(type),
                passes.counts(),
                passes.findings(),
                passes.types(),
                notChecked);
    }

    /** Makes this run and every later one end soon; what was examined is reported. */
    public void cancel() {
        cancelled = true;
    }

    private boolean isStopped() {
        return cancelled || Thread.currentThread().isInterrupted();
    }

    private List<ReferenceCheck> references(List<String> notChecked) {
        Optional<List<ForeignKey>> keys;
        try {
            keys = target.foreignKeys(type);
        } catch (StoreException e) {
            notChecked.add("The foreign keys of the target could not be read: " + e.getMessage() + ".");
            return List.of();
        }
        if (keys.isEmpty()) {
            notChecked.add("The foreign keys of " + type + " are made by migrations that were not run; run: persistence"
                    + " migrations run --config FILE --module " + type.module() + ".");
        }
        List<ReferenceCheck> checks = new ArrayList<>();
        for (ForeignKey key : keys.orElse(List.of())) {
            ReferenceCheck.of(key, type, types)
                    .ifPresentOrElse(
                            checks::add,
                            () -> notChecked.add("The foreign key " + key.name() + " of table " + key.table()
                                    + " is not one from a field to the key of another entity type."));
        }
        return checks;
    }
}
