// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.DivergenceEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.RollbackEvidence;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog.Begun;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.preflight.Declaration;
import org.stellaops.persistence.dualwrite.preflight.PreflightCounts;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationCounts;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.MigrationsState;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/** What gates are told of a module comes from the store that leads, and from every entity type. */
class ModuleEvidenceTest {

    private static final EntityType<?> OTHER =
            EntityType.builder("module", "others").build();
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private final ServedStores stores = new ServedStores();
    private final Deque<Long> depths = new ArrayDeque<>();
    private final List<DivergenceEvent> divergences = new ArrayList<>();
    private final MigrationsState migrations = new MigrationsState(3, List.of(), List.of(), List.of(), List.of());
    private final CoverageReport coverage = new CoverageReport(List.of(), 5);

    @Test
    void whatIsPendingIsTheLowestOfSeveralLooksOverAllTypes() {
        depths.addAll(List.of(4L, 3L, 5L, 1L, 0L, 0L));

        assertThat(evidence(Side.LEGACY).pending()).isZero();

        assertThat(depths).isEmpty();
    }

    @Test
    void nothingThatIsPendingIsSeenAtOnce() {
        depths.addAll(List.of(0L, 0L, 9L, 9L));

        assertThat(evidence(Side.LEGACY).pending()).isZero();

        assertThat(depths).hasSize(2);
    }

    @Test
    void whatStaysPendingIsCounted() {
        for (int i = 0; i < 20; i++) {
            depths.addAll(List.of(2L, 1L));
        }

        assertThat(evidence(Side.LEGACY).pending()).isEqualTo(3);

        assertThat(depths).isEmpty();
    }

    /** A process that is being stopped waits for nothing more. */
    @Test
    void anInterruptEndsTheLooks() {
        depths.addAll(List.of(2L, 1L, 0L, 0L));
        Thread.currentThread().interrupt();

        assertThat(evidence(Side.LEGACY).pending()).isEqualTo(3);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void deadLettersOfAllTypesAreCounted() {
        reject("things", "a");
        reject("things", "b");
        reject("others", "a");
        reject("unknown", "a");

        assertThat(evidence(Side.LEGACY).deadLetters()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"11, PASS, 0", "10, PASS, 1", "9, PASS, 1", "11, FAIL, 1"})
    void aDivergenceIsSettledByACleanVerificationThatBeganAfterIt(long secondsAgo, Verdict verdict, long open) {
        stores.log.verified(
                new Begun(Side.LEGACY, 1, 0, 1),
                new VerificationReport(
                        "module",
                        "things",
                        Stage.SHADOW_READ,
                        VerificationMode.DEEP,
                        verdict,
                        true,
                        new VerificationCounts(5, 0, 0, 0, 0, 0, 0),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()));
        stores.served(Side.LEGACY, 10_000);
        divergences.add(divergence("things", NOW.minusSeconds(secondsAgo)));

        assertThat(evidence(Side.LEGACY).openDivergences()).isEqualTo(open);
    }

    @Test
    void aDivergenceOfATypeThatWasNotVerifiedIsOpen() {
        divergences.add(divergence("others", NOW.minusSeconds(11)));

        assertThat(evidence(Side.LEGACY).openDivergences()).isEqualTo(1);
    }

    @Test
    void aPreflightCountsForTheDeclarationOfThisProcess() {
        PreflightReport present = preflight("things", Declaration.of(ServedStores.TYPE));
        stores.log.preflighted(new Begun(Side.LEGACY, 1, 0, 1), present);
        stores.log.preflighted(new Begun(Side.LEGACY, 1, 0, 1), preflight("others", "a former one"));
        stores.log.preflighted(new Begun(Side.LEGACY, 1, 0, 1), preflight("unknown", "of another process"));

        ModuleEvidence evidence = evidence(Side.LEGACY);
        assertThat(evidence.preflight("things")).isPresent();
        assertThat(evidence.preflight("others")).isEmpty();
        assertThat(evidence.preflight("unknown")).isPresent();
    }

    @Test
    void theRestIsWhatStoresAndProcessesSay() {
        stores.log.noteLead(Side.LEGACY, stores.legacy.control().read(), 0);
        stores.log.notes().diverged(Side.LEGACY);
        stores.log.notes().signedOff(Side.LEGACY, Stage.TARGET_LED, "ann", "checked");
        stores.log.notes().rolledBack(Side.LEGACY, "slow", Duration.ofMinutes(1));
        stores.served(Side.LEGACY, 2_000);

        ModuleEvidence evidence = evidence(Side.LEGACY);

        assertThat(evidence.types()).containsExactly("things", "others");
        assertThat(evidence.backfill("things")).isEmpty();
        assertThat(evidence.leftBehind("things")).isEqualTo(2);
        assertThat(evidence.members()).extracting(Member::id).containsExactly("a");
        assertThat(evidence.servedSinceLead()).isEqualTo(Duration.ofSeconds(2));
        assertThat(evidence.migrations()).isEqualTo(migrations);
        assertThat(evidence.coverage()).isEqualTo(coverage);
        assertThat(evidence.lastDivergence()).contains(new DivergenceEvidence(Duration.ofSeconds(2)));
        assertThat(evidence.signOff(Stage.TARGET_LED).orElseThrow().by()).isEqualTo("ann");
        assertThat(evidence.lastRollback())
                .contains(new RollbackEvidence("slow", Duration.ofMinutes(1), Duration.ofSeconds(2)));
        assertThat(evidence(Side.TARGET).servedSinceLead()).isZero();
    }

    @Test
    void aTargetThatSaysNothingHasNoMigrationsAndNoReads() {
        assertThat(ModuleEvidence.Sources.NONE.migrations().get()).isEqualTo(MigrationsState.NONE);
        assertThat(ModuleEvidence.Sources.NONE.coverage().get()).isEqualTo(new CoverageReport(List.of(), 0));
    }

    private ModuleEvidence evidence(Side leader) {
        Map<EntityType<?>, Reconciler> each = new LinkedHashMap<>();
        each.put(ServedStores.TYPE, queued());
        each.put(OTHER, queued());
        return new ModuleEvidence(
                "module",
                leader,
                () -> List.of("things", "others"),
                stores.target.checkpoints(),
                new Decided(),
                stores.log,
                new Reconcilers(each, Map.of()),
                stores.legacy.deadLetters(),
                () -> divergences,
                () -> NOW,
                () -> List.of(new Member(
                        "a",
                        "1.0",
                        Map.of(),
                        Stage.SHADOW_READ,
                        Optional.empty(),
                        List.of(),
                        false,
                        true,
                        Vitals.UNKNOWN)),
                new ModuleEvidence.Sources(() -> migrations, () -> coverage));
    }

    private void reject(String type, String id) {
        assertThat(stores.legacy
                        .deadLetters()
                        .write(
                                Optional.empty(),
                                new RejectedImage(
                                        type,
                                        RecordKey.global(id),
                                        new VersionStamp(1, "t"),
                                        "too long",
                                        1,
                                        Instant.EPOCH,
                                        Instant.EPOCH,
                                        Optional.empty())))
                .isTrue();
    }

    private static DivergenceEvent divergence(String type, Instant seenAt) {
        return new DivergenceEvent(
                type,
                RecordKey.global("k"),
                Stage.SHADOW_READ,
                new Divergence.MissingOnTarget(),
                Instant.EPOCH,
                seenAt,
                1);
    }

    private static PreflightReport preflight(String type, String declaration) {
        return new PreflightReport(
                "module", type, declaration, new PreflightCounts(1, 0, 0, 0), List.of(), List.of(), List.of());
    }

    /** A reconciler whose backlog is what the test queued; gates ask it for nothing else. */
    private Reconciler queued() {
        return (Reconciler) Proxy.newProxyInstance(
                Reconciler.class.getClassLoader(), new Class<?>[] {Reconciler.class}, (proxy, called, args) -> {
                    assertThat(called.getName()).isEqualTo("depth");
                    return depths.remove();
                });
    }

    /** Two documents stay behind. */
    private record Decided() implements LeftBehindDocuments {

        @Override
        public boolean record(LeftBehind decision) {
            return false;
        }

        @Override
        public boolean withdraw(String entity, String id) {
            return false;
        }

        @Override
        public List<LeftBehind> list(String entity) {
            LeftBehind one = new LeftBehind(entity, "a", "not readable", "old", "ann", Instant.EPOCH);
            return List.of(one, one);
        }
    }
}
