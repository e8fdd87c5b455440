// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.entity.EntityType;

/**
 * Observes the two halves of a dual write: the leader's, inside the caller's observation, and the follower's, which belongs to the same
 * trace though it runs on another thread, and perhaps after the caller has gone on. What the reconciler sends later is not observed. Keys
 * and contents are not observed either. Without a registry nothing is.
 */
public final class WriteObservations {

    /** Nothing is observed. */
    public static final WriteObservations NONE = new WriteObservations(ObservationRegistry.NOOP);

    private final ObservationRegistry registry;

    /** Observes in this registry. */
    public WriteObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    /** Whether nothing is observed, so that no call need be wrapped. */
    public boolean areNone() {
        return registry.isNoop();
    }

    /** A call of the leader. */
    public <R> R leader(EntityType<?> type, Side side, Supplier<R> call) {
        return run(observation("persistence.leader", type, side, registry.getCurrentObservation()), call);
    }

    /** A call of the follower, as part of what is observed on this thread now. */
    public <R> Supplier<R> follower(EntityType<?> type, Side side, Supplier<R> call) {
        if (areNone()) {
            return call;
        }
        @Nullable Observation parent = registry.getCurrentObservation();
        return () -> run(observation("persistence.follower", type, side, parent), call);
    }

    @SuppressWarnings("try") // The scope is only to be closed.
    private static <R> R run(Observation observation, Supplier<R> call) {
        observation.start();
        try (Observation.Scope scope = observation.openScope()) {
            return call.get();
        } catch (RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    private Observation observation(String name, EntityType<?> type, Side side, @Nullable Observation parent) {
        String store = side.name().toLowerCase(Locale.ROOT);
        return Observation.createNotStarted(name, registry)
                .parentObservation(parent)
                .contextualName(type.name() + " on " + store)
                .lowCardinalityKeyValue("module", type.module())
                .lowCardinalityKeyValue("entity", type.name())
                .lowCardinalityKeyValue("store", store);
    }
}
