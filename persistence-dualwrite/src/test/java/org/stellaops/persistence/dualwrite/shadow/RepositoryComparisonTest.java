// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Divergence.AnswersDiffer;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DivergenceFound;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadCompared;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadNotCompared;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;

class RepositoryComparisonTest {

    private static final RecordKey CALL = RecordKey.global("byAlias#1");
    private static final ShadowReadPolicy ALL =
            ShadowReadPolicy.cautious().withSampleRate(1.0).withRecheck(new Recheck(4, Duration.ofMillis(1)));

    private final DivergenceLog log = new DivergenceLog(100, InstantSource.system());
    private final Map<Side, List<String>> answers = new ConcurrentHashMap<>();
    private VerifiedStores stores;

    @BeforeEach
    void open() {
        stores = VerifiedStores.in(Stage.SHADOW_READ);
        answers.put(Side.LEGACY, List.of("a", "b"));
        answers.put(Side.TARGET, List.of("a", "b"));
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void equalAnswersAreCountedAndNotReported() {
        compare(Stage.SHADOW_READ, answers::get);

        assertThat(stores.received(ReadCompared.class)).singleElement().satisfies(it -> {
            assertThat(it.entity()).isEqualTo("ThingRepository");
            assertThat(it.kind()).isEqualTo(ReadKind.REPOSITORY);
            assertThat(it.records()).isEqualTo(2);
        });
        assertThat(stores.received(DivergenceFound.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SHADOW_READ", "TARGET_LED"})
    void aDifferenceThatStaysIsReportedAndForgottenOnceItIsGone(Stage stage) {
        answers.put(Side.TARGET, List.of("b", "c", "d"));

        compare(stage, answers::get);

        assertThat(log.summary().open()).singleElement().satisfies(it -> {
            assertThat(it.entity()).isEqualTo("ThingRepository");
            assertThat(it.key()).isEqualTo(CALL);
            assertThat(it.divergence()).isEqualTo(new AnswersDiffer(1, 2));
        });
        answers.put(Side.TARGET, List.of("a", "b"));
        compare(stage, answers::get);
        assertThat(log.summary().isClear()).isTrue();
    }

    @Test
    void anotherOrderIsADifference() {
        answers.put(Side.TARGET, List.of("b", "a"));

        compare(Stage.SHADOW_READ, answers::get);

        assertThat(log.summary().open())
                .singleElement()
                .satisfies(it -> assertThat(it.divergence().describe()).contains("another order"));
    }

    @Test
    void anAnswerThatTheFollowerGivesLaterIsNoDifference() {
        AtomicInteger asked = new AtomicInteger();

        compare(
                Stage.SHADOW_READ,
                side -> side == Side.TARGET && asked.incrementAndGet() < 4 ? List.of("a") : answers.get(side));

        assertThat(stores.received(DivergenceFound.class)).isEmpty();
        assertThat(stores.received(ReadCompared.class)).hasSize(1);
    }

    @Test
    void aLeaderThatKeepsChangingIsNotJudged() {
        answers.put(Side.TARGET, List.of("v0"));
        AtomicInteger asked = new AtomicInteger();

        compare(
                Stage.SHADOW_READ,
                side -> side == Side.LEGACY ? List.of("v" + asked.incrementAndGet()) : answers.get(side));

        assertThat(stores.received(DivergenceFound.class)).isEmpty();
        assertThat(stores.received(ReadNotCompared.class))
                .singleElement()
                .satisfies(it -> assertThat(it.reason()).isEqualTo(SkipReason.UNSETTLED));
    }

    @Test
    void nothingIsJudgedWhileAWriteIsPending() {
        stores.close();
        stores = VerifiedStores.in(Stage.SHADOW_READ, it -> it.follower(FollowerPolicy.sync()));
        stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "down")));
        assertThat(stores.store().put(key(1), full(), Precondition.none()).isApplied())
                .isTrue();
        answers.put(Side.TARGET, List.of("a"));

        compare(Stage.SHADOW_READ, answers::get);
        assertThat(stores.received(DivergenceFound.class)).isEmpty();

        stores.targetBackend.fail(Optional.empty());
        stores.replicate();
        compare(Stage.SHADOW_READ, answers::get);
        assertThat(stores.received(DivergenceFound.class)).hasSize(1);
    }

    @Test
    void aFollowerThatFailsIsCounted() {
        compare(Stage.SHADOW_READ, side -> {
            if (side == Side.TARGET) {
                throw new IllegalStateException("no table");
            }
            return answers.get(side);
        });

        assertThat(stores.received(ReadNotCompared.class))
                .singleElement()
                .satisfies(it -> assertThat(it.reason()).isEqualTo(SkipReason.FAILED));
    }

    @Test
    void nothingIsComparedWhereOneStoreIsRead() {
        List<Side> asked = new ArrayList<>();

        compare(Stage.DUAL_WRITE, side -> {
            asked.add(side);
            return answers.get(side);
        });

        assertThat(asked).isEmpty();
    }

    private void compare(Stage stage, RepositoryCall.Question ask) {
        try (ShadowReads reads = new ShadowReads("things", ALL, log, stores.events::add, () -> 0.0)) {
            RepositoryCall call = new RepositoryCall("things", "ThingRepository", CALL, List.of(stores.pair), ask);
            reads.afterRepositoryCall(call, stage, answers.get(stage.leader()));
            await().until(reads::isIdle);
        }
    }
}
