// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/** What each mode finds, and when nothing is verified although nothing was found. */
class VerificationModesTest {

    @ParameterizedTest
    @EnumSource(VerificationMode.class)
    void everyModeVerifiesEqualStores(VerificationMode mode) {
        try (VerifiedStores stores = filled(700)) {
            VerificationReport report = verify(stores, mode);

            assertThat(report.verdict()).isEqualTo(Verdict.PASS);
            assertThat(report.counts().equal()).isEqualTo(700);
            assertThat(report.open()).isEmpty();
            assertThat(report.mode()).isEqualTo(mode);
        }
    }

    @ParameterizedTest
    @EnumSource(VerificationMode.class)
    void everyModeFindsWhatChangedBesideAContent(VerificationMode mode) {
        try (VerifiedStores stores = filled(700)) {
            stores.target.injected().removeRow(key(5));
            stores.target.injected().putRow(RecordKey.global("A-0005-extra"), full());
            stores.target.injected().putRow(RecordKey.global("Z-last"), full());
            assertThat(stores.legacy.injected().remove(key(6))).isTrue();
            TargetState state = stores.target.state(key(350)).orElseThrow();
            stores.target
                    .injected()
                    .putState(
                            key(350),
                            new TargetState(
                                    state.stamp(),
                                    false,
                                    Optional.of(ContentHash.of(Value.of("other"))),
                                    state.pendingEpoch(),
                                    false));

            VerificationReport report = verify(stores, mode);

            assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(report.findings().stream().map(it -> it.key().id()).toList())
                    .containsExactly("A-0005", "A-0005-extra", "A-0006", "A-0350", "Z-last");
            assertThat(report.counts().equal()).isEqualTo(697);
        }
    }

    @Test
    void onlyTheDeepOneFindsAContentWhoseHashStayed() {
        try (VerifiedStores stores = filled(10)) {
            stores.target.injected().changeContent(key(5), full().with("count", Value.of(43)));

            assertThat(verify(stores, VerificationMode.QUICK).verdict()).isEqualTo(Verdict.PASS);
            assertThat(verify(stores, VerificationMode.FULL).verdict()).isEqualTo(Verdict.PASS);
            assertThat(verify(stores, VerificationMode.FULL).describe()).contains("contents were not read");
            assertThat(verify(stores, VerificationMode.DEEP).verdict()).isEqualTo(Verdict.FAIL);
        }
    }

    @ParameterizedTest
    @EnumSource(VerificationMode.class)
    void emptyStoresAreNotVerified(VerificationMode mode) {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            VerificationReport report = verify(stores, mode);

            assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            assertThat(report.open()).containsExactly("no record was compared");
        }
    }

    @ParameterizedTest
    @EnumSource(VerificationMode.class)
    void aStoreThatDoesNotAnswerIsAVerdictOfItsOwn(VerificationMode mode) {
        try (VerifiedStores stores = filled(10)) {
            stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "the target is down")));

            VerificationReport report = verify(stores, mode);

            assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            assertThat(report.complete()).isFalse();
            assertThat(report.unanswered())
                    .hasValueSatisfying(it -> assertThat(it).contains("down"));
            assertThatThrownBy(report::requireAnswered).isInstanceOf(StoreException.class);
            stores.targetBackend.fail(Optional.empty());
            assertThat(verify(stores, mode).verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aCheckerThatSeesNoDifferenceVerifiesNothing() {
        try (VerifiedStores stores = filled(10)) {
            VerificationReport report = stores.verification(settings(VerificationMode.FULL))
                    .judgingBy(step -> true)
                    .run(Stage.SHADOW_READ);

            assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            assertThat(report.control()).hasValueSatisfying(it -> assertThat(it).contains("was planted and not seen"));
            assertThat(report.open()).singleElement().asString().contains("positive control");
        }
    }

    @Test
    void aCheckerThatSeesADifferenceEverywhereVerifiesNothing() {
        assertThat(new PositiveControl(step -> false).before()).hasValue("a difference was seen where none is");
        assertThat(new PositiveControl(Equality.REAL).before()).isEmpty();
    }

    @Test
    void aPassReadsAheadOrNotWithTheSameResult() {
        try (VerifiedStores stores = filled(1_300)) {
            stores.target.injected().removeRow(key(777));
            VerificationSettings settings = settings(VerificationMode.DEEP);

            VerificationReport ahead = stores.verification(settings).run(Stage.SHADOW_READ);
            VerificationReport plain =
                    stores.verification(settings.withReadAhead(0)).run(Stage.SHADOW_READ);

            assertThat(ahead).isEqualTo(plain);
            assertThat(ahead.counts().missing()).isEqualTo(1);
        }
    }

    @Test
    void whatIsCleanIsAsOfTheBeginOfTheLastPassThatVerifiedEverything() {
        List<Verdict> verdicts = new ArrayList<>(
                List.of(Verdict.PASS, Verdict.NOT_VERIFIED, Verdict.FAIL, Verdict.NOT_VERIFIED, Verdict.PASS));
        try (VerifiedStores stores = filled(1)) {
            VerificationReport report = verify(stores, VerificationMode.FULL);
            long[] now = {0};
            ContinuousVerification verification = new ContinuousVerification(
                    () -> {
                        now[0] += 5;
                        return List.of(with(report, verdicts.remove(0)));
                    },
                    Duration.ofSeconds(1),
                    () -> Instant.ofEpochSecond(now[0]),
                    VerifiedStores.NO_PAUSE);

            List<Optional<Instant>> clean = new ArrayList<>();
            while (!verdicts.isEmpty()) {
                assertThat(verification.next(true)).isTrue();
                clean.add(verification.cleanAsOf());
            }

            assertThat(clean)
                    .containsExactly(
                            Optional.of(Instant.EPOCH),
                            Optional.of(Instant.EPOCH),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(Instant.ofEpochSecond(20)));
            assertThat(verification.passes()).isEqualTo(5);
        }
    }

    private static VerificationReport with(VerificationReport report, Verdict verdict) {
        return new VerificationReport(
                report.module(),
                report.entity(),
                report.stage(),
                report.mode(),
                verdict,
                report.complete(),
                report.counts(),
                report.findings(),
                report.unanswered(),
                report.control());
    }

    private static VerificationReport verify(VerifiedStores stores, VerificationMode mode) {
        return stores.verification(settings(mode)).run(Stage.SHADOW_READ);
    }

    private static VerificationSettings settings(VerificationMode mode) {
        return VerificationSettings.defaults()
                .withRecheck(VerifiedStores.AT_ONCE)
                .withMode(mode);
    }

    private static VerifiedStores filled(int records) {
        VerifiedStores stores = VerifiedStores.in(Stage.DUAL_WRITE);
        for (int i = 0; i < records; i++) {
            assertThat(stores.store()
                            .put(key(i), full(), org.stellaops.persistence.Precondition.none())
                            .isApplied())
                    .isTrue();
        }
        stores.replicate();
        stores.walkTo(Stage.SHADOW_READ);
        return stores;
    }
}
