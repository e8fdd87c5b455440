// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.Struct;

/** A dual write is one trace with a part of the leader and a part of the follower. */
class WriteObservationsTest {

    private static final EntityType<Document> TYPE =
            EntityType.builder("module", "things").build();
    private static final RecordKey KEY = RecordKey.global("secret-key");

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void recordWhatStops() {
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }

            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }
        });
    }

    @Test
    void bothHalvesBelongToWhatTheCallerObserves() {
        Observation caller = Observation.createNotStarted("caller", registry).start();
        try (MemoryModule module = MemoryModule.in(Stage.DUAL_WRITE, TYPE, it -> it.observations(registry))) {
            caller.scoped(() -> assertThat(module.store()
                            .put(KEY, Struct.EMPTY, Precondition.none())
                            .isApplied())
                    .isTrue());
            await().until(() -> find("persistence.follower").isPresent());
        }

        for (String half : new String[] {"persistence.leader", "persistence.follower"}) {
            Observation.Context found = find(half).orElseThrow();
            assertThat(found.getParentObservation()).isEqualTo(caller);
            assertThat(found.getLowCardinalityKeyValue("store").getValue())
                    .isEqualTo(half.endsWith("leader") ? "legacy" : "target");
            assertThat(found.toString()).doesNotContain("secret-key");
        }
    }

    @Test
    void aFollowerThatFailsIsAnErrorOfItsHalfOnly() {
        try (MemoryModule module = MemoryModule.in(Stage.DUAL_WRITE, TYPE, it -> it.observations(registry))) {
            module.target.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "planned outage")));
            assertThat(module.store()
                            .put(KEY, Struct.EMPTY, Precondition.none())
                            .isApplied())
                    .isTrue();
            await().until(() -> find("persistence.follower").isPresent());
        }

        assertThat(find("persistence.leader").orElseThrow().getError()).isNull();
        assertThat(find("persistence.follower").orElseThrow().getError()).isNotNull();
    }

    private Optional<Observation.Context> find(String name) {
        return stopped.stream().filter(it -> name.equals(it.getName())).findFirst();
    }
}
