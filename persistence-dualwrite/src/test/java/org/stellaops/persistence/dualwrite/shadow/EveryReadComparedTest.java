// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DifferenceExplained;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DivergenceFound;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadCompared;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.value.Value;

/** Finds of many, counts, tokens and failures are compared, and what the caller got is what is compared. */
class EveryReadComparedTest {

    private static final ShadowReadPolicy ALL = ShadowReadPolicy.cautious()
            .withSampleRate(1.0)
            .withMaxInFlight(8)
            .withSecondReads(0)
            .withRecheck(new Recheck(6, Duration.ofMillis(1)));

    private final DivergenceLog log = new DivergenceLog(100, InstantSource.system());
    private VerifiedStores stores;
    private ShadowReads reads;

    @BeforeEach
    void open() {
        stores = VerifiedStores.in(Stage.SHADOW_READ);
        for (int i = 0; i < 5; i++) {
            stores.put(key(i), full().with("count", Value.of(i)));
        }
        reads = new ShadowReads("things", ALL, log, stores.events::add);
    }

    @AfterEach
    void close() {
        reads.close();
        stores.close();
    }

    @Test
    void aReadOfManyKeysIsOneComparisonAndNamesWhatIsMissing() {
        assertThat(stores.target.injected().removeRow(key(2))).isTrue();

        reads.afterFindAll(
                stores.pair,
                Stage.SHADOW_READ,
                List.of(key(1), key(2), key(99)),
                stores.legacy.findAll(List.of(key(1), key(2), key(99))));
        idle();

        assertThat(found()).singleElement().satisfies(it -> {
            assertThat(it.key()).isEqualTo(key(2));
            assertThat(it.cause()).isEqualTo(Cause.BYPASSING_WRITER);
        });
        assertThat(stores.received(ReadCompared.class))
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(ReadKind.FIND_ALL));
    }

    @Test
    void aCountThatDiffersIsFoundAndForgottenOnceItIsEqual() {
        assertThat(stores.target.injected().removeRow(key(2))).isTrue();

        count(5);
        assertThat(found()).singleElement().satisfies(it -> {
            assertThat(it.divergence()).isEqualTo(new Divergence.CountDiffers(5, 4));
            assertThat(it.key().id()).startsWith("(count)#");
        });

        stores.target.injected().putRow(key(2), full().with("count", Value.of(2)));
        count(5);
        assertThat(log.summary().open()).isEmpty();
    }

    @Test
    void aPageThatGoesOnInOneStoreOnlyIsAKindOfItsOwn() {
        Query query = Query.all().limit(5);
        Page<StoredRecord> answered = stores.legacy.query(Optional.empty(), query);
        stores.legacy.putUnversioned(key(77), full());
        Page<StoredRecord> now = stores.legacy.query(Optional.empty(), query);
        assertThat(now.next()).isPresent();
        assertThat(answered.next()).isEmpty();

        reads.afterQuery(stores.pair, Stage.SHADOW_READ, Optional.empty(), query, now);
        idle();

        assertThat(found())
                .singleElement()
                .satisfies(it -> assertThat(it.divergence().kind()).isEqualTo(Divergence.Kind.PAGE_TOKEN_DIFFERS));
    }

    @Test
    void whatTheCallerGotIsComparedAndALeaderThatContradictsItselfIsNoise() {
        StoredRecord right = stores.legacy.find(key(1)).orElseThrow();
        StoredRecord wrong = new StoredRecord(key(1), full().with("count", Value.of(7)), right.stamp());

        reads.afterFind(stores.pair, Stage.SHADOW_READ, key(1), Optional.of(wrong));
        idle();

        assertThat(found()).isEmpty();
        assertThat(stores.received(DifferenceExplained.class)).singleElement().satisfies(it -> {
            assertThat(it.cause()).isEqualTo(Cause.NOISE);
            assertThat(it.kind()).isEqualTo(Divergence.Kind.FIELDS_DIFFER);
        });
        assertThat(log.summary().causes()).containsEntry(Cause.NOISE, 1L);
    }

    @Test
    void anEqualFindDoesNotAskTheLeaderAgain() {
        Optional<StoredRecord> answer = stores.legacy.find(key(1));
        stores.legacyBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "not to be asked")));

        reads.afterFind(stores.pair, Stage.SHADOW_READ, key(1), answer);
        idle();

        assertThat(stores.received(ReadCompared.class)).hasSize(1);
        stores.legacyBackend.fail(Optional.empty());
    }

    @Test
    void aFollowerThatRefusesWhatTheLeaderAnswersIsADivergence() {
        Optional<StoredRecord> answer = stores.legacy.find(key(1));
        stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.REFUSED, "no such column")));

        reads.afterFind(stores.pair, Stage.SHADOW_READ, key(1), answer);
        idle();
        stores.targetBackend.fail(Optional.empty());

        assertThat(found()).singleElement().satisfies(it -> {
            assertThat(it.divergence().kind()).isEqualTo(Divergence.Kind.FAILS_ON_ONE_SIDE);
            assertThat(it.cause()).isEqualTo(Cause.SCHEMA_DRIFT);
        });
    }

    @Test
    void aLeaderThatRefusesWhatTheFollowerAnswersIsADivergence() {
        StoreException refused = new StoreException(Fault.Kind.REFUSED, "planned", null);
        AtomicReference<Boolean> leader = new AtomicReference<>(false);
        FailedRead failed = new FailedRead(
                ReadKind.QUERY,
                Optional.empty(),
                Optional.empty(),
                store -> {
                    if (store == stores.pair.legacy()) {
                        leader.set(true);
                        throw refused;
                    }
                    return 1L;
                },
                refused);

        reads.afterFailure(stores.pair, Stage.SHADOW_READ, failed);
        idle();

        assertThat(leader.get()).isTrue();
        assertThat(found())
                .singleElement()
                .satisfies(it -> assertThat(it.divergence().describe()).contains("fails on the legacy side only"));
    }

    @Test
    void thePolicyCanBeChangedWhileItRuns() {
        reads.use(ALL.withSampleRate(0));
        reads.afterFind(stores.pair, Stage.SHADOW_READ, key(1), stores.legacy.find(key(1)));
        idle();
        assertThat(stores.received(ReadCompared.class)).isEmpty();

        reads.use(ALL.withMaxInFlight(1));
        reads.afterFind(stores.pair, Stage.SHADOW_READ, key(1), stores.legacy.find(key(1)));
        idle();
        assertThat(stores.received(ReadCompared.class)).hasSize(1);
        assertThat(reads.policy().maxInFlight()).isEqualTo(1);
        assertThat(reads.coverage().shapes()).singleElement().satisfies(it -> {
            assertThat(it.uses()).isEqualTo(2);
            assertThat(it.compared()).isEqualTo(1);
        });
    }

    @Test
    void theContextOfTheCallerIsThereWhileItsReadIsCompared() {
        ThreadLocal<String> tenant = new ThreadLocal<>();
        AtomicReference<String> seen = new AtomicReference<>("nothing");
        ReadContext carried = () -> {
            String mine = tenant.get();
            return () -> {
                tenant.set(mine);
                return tenant::remove;
            };
        };
        tenant.set("acme");
        try (ShadowReads inContext = new ShadowReads("things", ALL, log, stores.events::add, carried)) {
            RepositoryCall call = new RepositoryCall("things", "Repository", key(1), List.of(stores.pair), side -> {
                seen.set(tenant.get());
                return "same";
            });
            inContext.afterRepositoryCall(call, Stage.SHADOW_READ, "same");
            await().until(inContext::isIdle);
        }

        assertThat(seen.get()).isEqualTo("acme");
    }

    @Test
    void aRateOfSecondReadsIsAShare() {
        assertThatThrownBy(() -> ALL.withSecondReads(1.5)).hasMessageContaining("second-reads");
    }

    private void count(long answer) {
        reads.afterCount(stores.pair, Stage.SHADOW_READ, Optional.empty(), Condition.all(), 100, answer);
        idle();
    }

    private List<DivergenceEvent> found() {
        return stores.received(DivergenceFound.class).stream()
                .map(DivergenceFound::divergence)
                .toList();
    }

    private void idle() {
        await().until(reads::isIdle);
    }
}
