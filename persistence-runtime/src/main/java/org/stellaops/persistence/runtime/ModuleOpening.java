// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.DualWriteModuleBuilder;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.shadow.ShadowReads;
import org.stellaops.persistence.dualwrite.sink.SinkDelivery;
import org.stellaops.persistence.dualwrite.vitals.VitalsCollector;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/** Opens one module after the other; if one fails, those opened before are closed. */
final class ModuleOpening {

    private final Backends backends;
    private final Stages stages;
    private final DualWriteListener listener;
    private final MaintenanceLoop maintenance;
    private final InstantSource clock;
    private final boolean timesCalls;
    private final Map<String, CohortAssignment> cohorts;
    private final Comparing comparing;

    /** The background work of a module. */
    enum MaintenanceLoop {
        /** It reconciles periodically. */
        RUNNING,
        /** Nothing: other processes do. */
        LEFT_TO_OTHERS
    }

    /**
     * How the stage of a module is moved and followed.
     *
     * @param source where wishes come from
     * @param gates what is asked before each step
     * @param policy how a process follows the stage
     * @param operator in whose name this process acts
     * @param window within which this process counts how it fares
     */
    record Stages(StageSource source, StageGate gates, StagePolicy policy, String operator, Duration window) {}

    ModuleOpening(
            Backends backends,
            Stages stages,
            DualWriteListener listener,
            MaintenanceLoop maintenance,
            InstantSource clock,
            Config config,
            Comparing comparing) {
        this.timesCalls = config.process().timesCalls();
        this.cohorts = config.cohorts();
        this.clock = clock;
        this.comparing = comparing;
        this.maintenance = maintenance;
        this.backends = backends;
        this.stages = stages;
        this.listener = listener;
    }

    /** Waits for the databases; what was opened when it fails is closed. */
    OpenedModule open(ModuleDescriptor descriptor, ModuleSettings settings, DivergenceLog divergences) {
        LegacyBackend legacy = backends.legacy(descriptor, settings);
        try {
            return open(descriptor, settings, divergences, legacy);
        } catch (RuntimeException e) {
            throw closing(legacy, e);
        }
    }

    /** In which stage a module is configured now. */
    Stage configured(ModuleDescriptor descriptor) {
        return stages.source().stageOf(descriptor.name());
    }

    private OpenedModule open(
            ModuleDescriptor descriptor, ModuleSettings settings, DivergenceLog divergences, LegacyBackend legacy) {
        TargetBackend target = backends.target(descriptor, settings);
        try {
            return open(descriptor, settings, divergences, legacy, target);
        } catch (RuntimeException e) {
            throw closing(target, e);
        }
    }

    private OpenedModule open(
            ModuleDescriptor descriptor,
            ModuleSettings settings,
            DivergenceLog divergences,
            LegacyBackend legacy,
            TargetBackend target) {
        new CohortAdmission(descriptor, legacy, target)
                .require(Optional.ofNullable(cohorts.get(descriptor.module())), configured(descriptor));
        AtomicReference<ShadowReads> counted = new AtomicReference<>();
        SinkDelivery delivery = comparing.delivery(
                descriptor.name(),
                settings.divergences(),
                target,
                () -> Optional.ofNullable(counted.get())
                        .map(ShadowReads::coverage)
                        .orElseGet(() -> new CoverageReport(List.of(), 0)));
        VitalsCollector vitals = new VitalsCollector(stages.window());
        DualWriteListener all = listener.andThen(delivery).andThen(vitals);
        ShadowReads shadowReads =
                new ShadowReads(descriptor.name(), settings.shadowRead(), divergences, all, comparing.context());
        counted.set(shadowReads);
        vitals.comparisons(shadowReads::coverage);
        vitals.watch(() -> Stream.concat(shadowReads.health().stream(), delivery.health().stream())
                .toList());
        try {
            DualWriteModuleBuilder builder = DualWriteModule.builder(descriptor.name())
                    .legacy(legacy)
                    .target(target)
                    .types(descriptor.entityTypes())
                    .stages(stages.source())
                    .gates(stages.gates())
                    .stagePolicy(stages.policy())
                    .openDivergences(() -> divergences.summary().open())
                    .vitals(vitals)
                    .coverage(shadowReads::coverage)
                    .rollback(settings.rollback())
                    .memberVersion(version())
                    .operator(stages.operator())
                    .follower(settings.follower())
                    .reconciler(settings.reconciler())
                    .moves(settings.moves())
                    .epochKept(settings.epochKept())
                    .queryShapes(settings.queryShapes())
                    .readObserver(shadowReads)
                    .clock(clock)
                    .observations(comparing.observations())
                    .comparison(settings.divergences().comparison())
                    .listener(all);
            if (!timesCalls) {
                builder.withoutCallEvents();
            }
            if (maintenance == MaintenanceLoop.LEFT_TO_OTHERS) {
                builder.withoutReconciler();
            }
            settings.tombstones().ifPresent(builder::removeTombstones);
            if (maintenance == MaintenanceLoop.RUNNING) {
                settings.verification().ifPresent(it -> builder.verify(it, divergences));
            }
            DualWriteModule module = builder.open();
            requireUsable(descriptor, target, module);
            delivery.start();
            return new OpenedModule(legacy, target, module, shadowReads, delivery);
        } catch (RuntimeException e) {
            throw closing(delivery, closing(shadowReads, e));
        }
    }

    /**
     * A store that is written in this stage must be one that may be used. One that cannot be asked is no reason not to start
     * while the other store leads; it is looked at when it is first used.
     */
    private static void requireUsable(ModuleDescriptor descriptor, TargetBackend target, DualWriteModule module) {
        if (module.stage() == Stage.LEGACY_ONLY) {
            return;
        }
        try {
            target.prepare(descriptor.entityTypes());
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.REFUSED || module.stage().leader() == Side.TARGET) {
                throw closing(module, e);
            }
        }
    }

    /** Of the library: what distinguishes the processes of a rolling deploy, if its jar says so. */
    private static String version() {
        return Optional.ofNullable(Persistence.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    static RuntimeException closing(AutoCloseable opened, RuntimeException failure) {
        try {
            opened.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
