// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * The end of a migration: takes out of a store what the library keeps there. Opens no module, so that nothing runs by itself
 * meanwhile.
 *
 * <p>Of the store that does not lead any more it is taken out beside running services. Of the one that leads it is the end of the
 * library, so no process may serve the module then.
 *
 * <p><b>Threads.</b> For one thread. <b>Blocking.</b> On both databases, and {@link #objection} for the time of a lease.
 * <b>Failure.</b> {@link org.stellaops.persistence.StoreException}; starting again is safe.
 */
public final class OpenRetirement implements AutoCloseable {

    private final ModuleInspection module;
    private final ModuleSettings settings;
    private final Backends writing;
    private final Duration lease;

    /** That a store cannot be retired now. */
    public static final class RefusedException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private final String objection;

        RefusedException(String module, Side side, String objection) {
            super("module " + module + " keeps what the library has in " + side + ": " + objection);
            this.objection = objection;
        }

        /** Why, with what to do. */
        public String objection() {
            return objection;
        }
    }

    /**
     * Of a module.
     *
     * @param module only looked at, because backends that write make what is missing; closed with this
     * @param writing backends that write
     */
    OpenRetirement(ModuleInspection module, ModuleSettings settings, Backends writing, Duration lease) {
        this.module = module;
        this.settings = settings;
        this.writing = writing;
        this.lease = lease;
    }

    /** What would be taken out of a store, in its order. Changes nothing. */
    public List<Retirement.Item> plan(Side side) {
        return module.retirementPlan(side);
    }

    /** Why a store cannot be retired now, with what to do; empty if it can. */
    public Optional<String> objection(Side side) {
        Optional<ControlRecord> ofLegacy = module.record(Side.LEGACY);
        Optional<ControlRecord> ofTarget = module.record(Side.TARGET);
        Optional<String> objection = objection(side, ofLegacy, ofTarget);
        boolean leads = (side == Side.LEGACY ? ofLegacy : ofTarget)
                .filter(ControlRecord::leads)
                .isPresent();
        return objection.or(() -> leads ? serving() : Optional.empty());
    }

    /** The rule without the databases. */
    static Optional<String> objection(Side side, Optional<ControlRecord> ofLegacy, Optional<ControlRecord> ofTarget) {
        Optional<ControlRecord> leader = ofTarget.filter(ControlRecord::leads).or(() -> ofLegacy);
        if (leader.isEmpty()) {
            // Nothing says that the module is in use: an interrupted retirement goes on.
            return Optional.empty();
        }
        Stage stage = leader.get().stage().orElse(Stage.LEGACY_ONLY);
        if (leader.get().phase() == ControlRecord.Phase.MOVING) {
            return Optional.of("the module is moving; wait until it has come to rest");
        } else if (stage != Stage.TARGET_ONLY && stage != Stage.LEGACY_ONLY) {
            return Optional.of(
                    "the module is in " + stage + ", in which both databases are written; move it to TARGET_ONLY,"
                            + " or back to LEGACY_ONLY, before " + side + " is retired");
        }
        return Optional.empty();
    }

    /**
     * Takes it out.
     *
     * @param done told of each item that is gone, on this thread
     * @throws RefusedException if there is an {@link #objection}
     */
    public void retire(Side side, Consumer<Retirement.Item> done) {
        objection(side).ifPresent(it -> {
            throw new RefusedException(module.name(), side, it);
        });
        ModuleDescriptor descriptor = module.descriptor();
        if (side == Side.LEGACY) {
            try (LegacyBackend open = writing.legacy(descriptor, settings)) {
                open.retirement().retire(descriptor.entityTypes(), done);
            }
        } else {
            try (TargetBackend open = writing.target(descriptor, settings)) {
                open.retirement().retire(descriptor.entityTypes(), done);
            }
        }
    }

    /** That processes serve the module. One that was not closed counts until it has been silent for a lease. */
    private Optional<String> serving() {
        if (module.members().isEmpty()) {
            return Optional.empty();
        }
        sleep();
        String serving = module.members().stream()
                .filter(Member::isPresent)
                .map(Member::describe)
                .collect(Collectors.joining(", "));
        return serving.isEmpty()
                ? Optional.empty()
                : Optional.of("processes still serve the module by the library: " + serving
                        + "; deploy the service without it, and try again when they are gone");
    }

    private void sleep() {
        try {
            Thread.sleep(lease.toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for processes that serve " + module.name(), e);
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
