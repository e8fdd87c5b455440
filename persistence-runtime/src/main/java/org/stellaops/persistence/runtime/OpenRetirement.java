// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
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

    private static final String MEMBERS = "member/";

    private final ModuleDescriptor module;
    private final ModuleSettings settings;
    private final Backends writing;
    private final LegacyBackend legacy;
    private final TargetBackend target;
    private final Duration lease;

    private OpenRetirement(
            ModuleDescriptor module, ModuleSettings settings, Backends looking, Backends writing, Duration lease) {
        this.module = module;
        this.settings = settings;
        this.writing = writing;
        this.lease = lease;
        this.legacy = looking.legacy(module, settings);
        try {
            this.target = looking.target(module, settings);
        } catch (RuntimeException e) {
            legacy.close();
            throw e;
        }
    }

    /**
     * Of a module.
     *
     * @param looking backends that change nothing, because those that write make what is missing
     * @param writing those that write
     */
    static OpenRetirement of(
            ModuleDescriptor module, ModuleSettings settings, Backends looking, Backends writing, Duration lease) {
        return new OpenRetirement(module, settings, looking, writing, lease);
    }

    /** What would be taken out of a store, in its order. Changes nothing. */
    public List<Retirement.Item> plan(Side side) {
        Retirement retirement = side == Side.LEGACY ? legacy.retirement() : target.retirement();
        return retirement.plan(module.entityTypes());
    }

    /** Why a store cannot be retired now, with what to do; empty if it can. */
    public Optional<String> objection(Side side) {
        Optional<ControlRecord> ofLegacy = record(legacy.control(), legacy.exists());
        Optional<ControlRecord> ofTarget = record(target.control(), true);
        Optional<String> objection = objection(side, ofLegacy, ofTarget);
        boolean leads = (side == Side.LEGACY ? ofLegacy : ofTarget)
                .filter(ControlRecord::leads)
                .isPresent();
        if (objection.isPresent() || !leads) {
            return objection;
        }
        String serving = String.join(", ", serving(side == Side.LEGACY ? legacy.entries() : target.entries()));
        return serving.isEmpty()
                ? Optional.empty()
                : Optional.of("processes still serve the module by the library: " + serving
                        + "; deploy the service without it, and try again when they are gone");
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
     * @throws IllegalStateException if there is an {@link #objection}
     */
    public void retire(Side side, Consumer<Retirement.Item> done) {
        objection(side).ifPresent(it -> {
            throw new IllegalStateException(
                    "module " + module.name() + " keeps what the library has in " + side + ": " + it);
        });
        if (side == Side.LEGACY) {
            try (LegacyBackend open = writing.legacy(module, settings)) {
                open.retirement().retire(module.entityTypes(), done);
            }
        } else {
            try (TargetBackend open = writing.target(module, settings)) {
                open.retirement().retire(module.entityTypes(), done);
            }
        }
    }

    private static Optional<ControlRecord> record(ControlStore control, boolean exists) {
        return exists ? control.find() : Optional.empty();
    }

    /** The processes that renew their leases: whatever their clocks say, the text of their entry changes within one. */
    private List<String> serving(ControlEntries entries) {
        Map<String, Long> before = revisions(entries);
        if (before.isEmpty()) {
            return List.of();
        }
        sleep();
        return revisions(entries).entrySet().stream()
                .filter(it -> !it.getValue().equals(before.get(it.getKey())))
                .map(it -> it.getKey().substring(MEMBERS.length()))
                .toList();
    }

    private static Map<String, Long> revisions(ControlEntries entries) {
        return entries.list(MEMBERS).stream()
                .collect(Collectors.toMap(
                        ControlEntries.Entry::name, ControlEntries.Entry::revision, (a, b) -> b, LinkedHashMap::new));
    }

    private void sleep() {
        try {
            Thread.sleep(lease.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for processes that serve " + module.name(), e);
        }
    }

    @Override
    public void close() {
        try {
            target.close();
        } finally {
            legacy.close();
        }
    }
}
