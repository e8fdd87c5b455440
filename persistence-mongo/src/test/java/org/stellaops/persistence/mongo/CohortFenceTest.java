// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;
import org.stellaops.persistence.value.Struct;

/** One validator for all cohorts: it demands of each its own epoch, and no raise takes back what another one raised (F1 to F4). */
class CohortFenceTest {

    private static final EntityType<?> NOTES = EntityType.builder("desk", "notes")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("body"))
            .build();

    private static final Cohort PILOT = new Cohort("desk", "pilot", 1, Set.of("acme")::contains);
    private static final Cohort REST = new Cohort("desk", "rest", 2, it -> !it.equals("acme"));

    private final BetweenReadAndCollMod script = new BetweenReadAndCollMod();
    private final MongoEngine engine =
            MongoEngine.startEmbedded(MongoOptions.defaults().playing(script));
    private final MongoConfig config = MongoConfig.of(engine.connectionString(), "db")
            .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(1_500), Duration.ofSeconds(2));
    private final LegacyBackend pilot = MongoBackend.open(config, "desk").cohort(PILOT);
    private final LegacyBackend rest = MongoBackend.open(config, "desk").cohort(REST);

    @AfterEach
    void close() {
        pilot.close();
        rest.close();
        engine.close();
    }

    @Test
    void eachCohortMustWriteInItsOwnEpochWhateverTheOtherDoes() {
        long ofPilot = begin(pilot);
        long ofRest = begin(rest);
        assertThat(insert(pilot, "acme", "a", ofPilot)).isEqualTo(new StepResult.Done());
        assertThat(insert(rest, "globex", "a", ofRest)).isEqualTo(new StepResult.Done());

        assertThat(pilot.control().raiseFence(ofPilot + 2)).isEqualTo(FenceStrength.STRONG);

        assertThat(insert(pilot, "acme", "b", ofPilot)).isEqualTo(new StepResult.Fenced());
        assertThat(insert(pilot, "acme", "b", ofPilot + 2)).isEqualTo(new StepResult.Done());
        assertThat(insert(rest, "globex", "b", ofRest)).isEqualTo(new StepResult.Done());
        assertThat(rest.control().raiseFence(ofRest + 1)).isEqualTo(FenceStrength.STRONG);
        assertThat(insert(rest, "globex", "c", ofRest)).isEqualTo(new StepResult.Fenced());
        assertThat(insert(pilot, "acme", "c", ofPilot + 1)).as("F1").isEqualTo(new StepResult.Fenced());
        assertThat(pilot.control().fenceEpoch()).isEqualTo(ofPilot + 2);
        assertThat(rest.control().fenceEpoch()).isEqualTo(ofRest + 1);
    }

    /** The giver's epochs are the higher ones here: its flag must be replaced, and not only be raised. */
    @Test
    void anIntentThatTheGiverLeftIsClaimedByTheCohortThatWasGivenTheTenant() {
        long ofPilot = begin(pilot);
        long ofRest = begin(rest);
        RecordKey key = RecordKey.of("globex", "a");
        VersionStamp stamp = new VersionStamp(ofRest << 40, "t");
        LegacyTombstone intent = new LegacyTombstone(
                key,
                stamp,
                Optional.of(new VersionStamp((ofRest << 40) - 1, "victim")),
                OptionalLong.of(ofRest),
                Optional.empty());
        assertThat(rest.store(NOTES).insertTombstone(intent)).isEqualTo(new StepResult.Done());
        assertThat(rest.control().raiseFence(ofRest + 2)).isEqualTo(FenceStrength.STRONG);

        try (LegacyBackend receiver =
                MongoBackend.open(config, "desk").cohort(new Cohort("desk", "pilot", 1, tenant -> true))) {
            assertThat(receiver.store(NOTES).claim(key, stamp, "a reconciler")).isTrue();
            assertThat(receiver.store(NOTES).readTombstone(key))
                    .hasValueSatisfying(it -> assertThat(it.pendingEpoch()).hasValue(ofPilot));
        }
    }

    @Test
    void aCohortThatNobodyHasRaisedYetIsRefusedAndFindsItsWayIn() {
        long ofPilot = begin(pilot);
        assertThat(insert(pilot, "acme", "a", ofPilot)).isEqualTo(new StepResult.Done());

        long ofRest = begin(rest);

        assertThat(insert(rest, "globex", "a", ofRest)).isEqualTo(new StepResult.Done());
        assertThat(insert(pilot, "acme", "b", ofPilot)).isEqualTo(new StepResult.Done());
    }

    @Test
    void aRaiseThatWasOvertakenBeforeItsCommandTakesNothingBack() {
        long ofPilot = begin(pilot);
        long ofRest = begin(rest);
        AtomicReference<FenceStrength> inner = new AtomicReference<>();
        script.before(() -> inner.set(rest.control().raiseFence(ofRest + 4)));

        FenceStrength unused = pilot.control().raiseFence(ofPilot + 2);
        script.awaitTheLast();

        assertThat(inner).as("F2: an earlier command was still to come").hasValue(FenceStrength.WEAK);
        assertThat(rest.control().fenceEpoch())
                .as("which took the other one's epoch back")
                .isEqualTo(ofRest);
        FenceStrength again = rest.control().raiseFence(ofRest + 4);
        assertThat(again).as("the command was not answered in time").isEqualTo(FenceStrength.WEAK);
        assertThat(rest.control().fenceEpoch()).isEqualTo(ofRest + 4);
        assertThat(pilot.control().fenceEpoch()).isEqualTo(ofPilot + 2);
        assertThat(insert(rest, "globex", "a", ofRest + 3)).isEqualTo(new StepResult.Fenced());
    }

    @Test
    void aRaiseThatNeverEndedLeavesTheFencesOfAllCohortsWeak() {
        long ofPilot = begin(pilot);
        long ofRest = begin(rest);
        script.before(() -> {
            throw new IllegalStateException("the process dies here");
        });
        try {
            FenceStrength unused = pilot.control().raiseFence(ofPilot + 2);
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("notes");
        }

        assertThat(rest.control().raiseFence(ofRest + 2)).isEqualTo(FenceStrength.WEAK);

        assertThat(rest.control().fenceEpoch())
                .as("it stands, and may be taken back")
                .isEqualTo(ofRest + 2);
    }

    @Test
    void aModuleWithoutCohortsIsRefusedWhereCohortsAreFencedAndTheOtherWayRound() {
        assertThat(begin(pilot)).isPositive();
        try (MongoBackend plain = MongoBackend.open(config, "desk")) {
            assertThat(plain.control()
                            .initialise(new ControlRecord(Phase.STEADY, 1))
                            .epoch())
                    .isEqualTo(1);

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> plain.store(NOTES).count())
                    .withMessageContaining("cohorts of tenants")
                    .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED));
        }
        MongoConfig other = MongoConfig.of(engine.connectionString(), "other");
        try (MongoBackend plain = MongoBackend.open(other, "desk");
                LegacyBackend late = MongoBackend.open(other, "desk").cohort(PILOT)) {
            assertThat(plain.control()
                            .initialise(new ControlRecord(Phase.STEADY, 1))
                            .epoch())
                    .isEqualTo(1);
            assertThat(plain.store(NOTES).count()).isZero();

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> begin(late))
                    .withMessageContaining("a module without cohorts");
        }
    }

    /** Makes the control record and the fence; the first epoch. */
    private static long begin(LegacyBackend backend) {
        long epoch =
                backend.control().initialise(new ControlRecord(Phase.STEADY, 1)).epoch();
        assertThat(backend.store(NOTES).pendingCount()).isZero();
        return epoch;
    }

    private static StepResult insert(LegacyBackend backend, String tenant, String id, long epoch) {
        Image.Present image = Image.Present.of(
                RecordKey.of(tenant, id),
                new VersionStamp(epoch << 40, "t"),
                Struct.builder().put("body", "b").build());
        return backend.store(NOTES).insert(image, epoch);
    }

    /** Something happens once, on the next command that sets a validator, before it is executed. */
    private static final class BetweenReadAndCollMod implements MongoScript {

        private final AtomicReference<Runnable> next = new AtomicReference<>(() -> {});

        private final Phaser running = new Phaser(1);

        void before(Runnable happens) {
            next.set(happens);
        }

        /** Waits until no command that sets a validator is being executed. */
        void awaitTheLast() {
            int unused = running.arriveAndAwaitAdvance();
        }

        @Override
        public Document answer(Call call) {
            if (!call.command().equals("collMod")) {
                return call.standIn();
            }
            int unusedParty = running.register();
            try {
                next.getAndSet(() -> {}).run();
                return call.standIn();
            } finally {
                int unusedArrival = running.arriveAndDeregister();
            }
        }
    }
}
