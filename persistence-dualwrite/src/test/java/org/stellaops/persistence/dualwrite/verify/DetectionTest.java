// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.affected;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Each kind of corruption is injected, found, named by key and path, and repaired. */
class DetectionTest {

    private static final RecordKey VICTIM = key(5);

    /** A changed content, and the places that a report must name: path, then the classes on both sides. */
    record Corruption(String name, Struct changed, List<String> places) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Corruption> corruptions() {
        return Stream.of(
                changed("a changed text", full().with("summary", Value.of("another")), "summary Text Text"),
                changed("text in other case", full().with("summary", Value.of("A summary")), "summary Text Text"),
                changed(
                        "composed against decomposed text",
                        full().with("summary", Value.of("a summary\u0301")),
                        "summary Text Text"),
                changed("a field that is gone", full().without("summary"), "summary Text missing"),
                changed("an empty text", full().with("summary", Value.of("")), "summary Text Text"),
                changed("another number", full().with("count", Value.of(43)), "count Int32 Int32"),
                changed(
                        "another scale",
                        full().with("price", new Value.Decimal(new BigDecimal("1.1"))),
                        "price Decimal Decimal"),
                changed(
                        "a microsecond",
                        full().with("modifiedAt", Value.of(Instant.parse("2024-02-29T23:59:59.123001Z"))),
                        "modifiedAt Moment Moment"),
                changed(
                        "an empty list for a list",
                        full().with("tags", Value.Items.of()),
                        "tags[0] Text missing",
                        "tags[1] Text missing"),
                changed("a missing list for a list", full().without("tags"), "tags Items missing"),
                changed(
                        "a null that is gone",
                        full().with(
                                        "detail",
                                        Struct.builder().put("n", Value.of(1)).build()),
                        "detail.nothing null missing"),
                changed(
                        "an empty text for null",
                        full().with("detail", detail(Value.of(""), Value.of(1))),
                        "detail.nothing null Text"),
                changed(
                        "a long for an int",
                        full().with("detail", detail(Value.Null.NULL, Value.of(1L))),
                        "detail.n Int32 Int64"),
                changed(
                        "a double for an int",
                        full().with("detail", detail(Value.Null.NULL, Value.of(1.0))),
                        "detail.n Int32 Real"),
                changed(
                        "a lost child row",
                        full().with("aliases", Value.Items.of(Value.of("CVE-1"), Value.of("CVE-2"))),
                        "aliases[2] Text missing"),
                changed(
                        "an extra child row",
                        full().with("affected", Value.Items.of(affected("left"), affected("right"), affected("third"))),
                        "affected[2] missing Struct"),
                changed(
                        "child rows in another order",
                        full().with("affected", Value.Items.of(affected("right"), affected("left"))),
                        "affected Items Items"),
                changed(
                        "JSON deep in a child row",
                        full().with("affected", Value.Items.of(affected("left"), deeper())),
                        "affected[1].ranges[1].events Items missing"),
                changed(
                        "three places at once",
                        full().with("count", Value.of(0))
                                .without("summary")
                                .with("tags", Value.Items.of(Value.of("y"), Value.of("x"))),
                        "count Int32 Int32",
                        "summary Text missing",
                        "tags Items Items"));
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void aChangeInTheTargetIsNamedByKeyAndPathAndRepaired(Corruption corruption) {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            stores.target.injected().changeContent(VICTIM, corruption.changed());

            VerificationReport report = stores.verify();

            assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(report.counts()).isEqualTo(new VerificationCounts(9, 0, 0, 1, 0, 0, 0));
            assertThat(places(report)).isEqualTo(corruption.places());
            assertRepaired(stores, full());
        }
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void aChangeInTheLegacyStoreIsNamedByKeyAndPathAndRepaired(Corruption corruption) {
        try (VerifiedStores stores = filled(Stage.TARGET_LED)) {
            stores.legacy.injected().changeContent(VICTIM, corruption.changed());

            VerificationReport report = stores.verify();

            assertThat(report.counts()).isEqualTo(new VerificationCounts(9, 0, 0, 1, 0, 0, 0));
            assertThat(places(report))
                    .isEqualTo(corruption.places().stream()
                            .map(DetectionTest::mirrored)
                            .toList());
            assertRepaired(stores, full());
        }
    }

    @Test
    void whatABypassingWriterChangesInTheLeaderCountsAndReachesTheFollower() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            Struct changed = full().with("summary", Value.of("by hand"));
            stores.legacy.injected().changeContent(VICTIM, changed);

            assertThat(stores.verify().counts().changed()).isEqualTo(1);
            assertRepaired(stores, changed);
            assertThat(stores.verify().counts().bypassed()).isEqualTo(1);
        }
    }

    static Stream<Arguments> losses() {
        Consumer<VerifiedStores> rowLost =
                it -> assertThat(it.target.injected().removeRow(VICTIM)).isTrue();
        Consumer<VerifiedStores> rowAndStateLost = rowLost.andThen(
                it -> assertThat(it.target.injected().removeState(VICTIM)).isTrue());
        return Stream.of(Arguments.of("rows", rowLost), Arguments.of("rows and state", rowAndStateLost));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void aRecordThatTheTargetLostIsMissingAndComesBack(String name, Consumer<VerifiedStores> loss) {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            loss.accept(stores);

            VerificationReport report = stores.verify();

            assertThat(report.counts()).isEqualTo(new VerificationCounts(9, 1, 0, 0, 0, 0, 0));
            assertThat(report.findings()).containsExactly(new Finding(VICTIM, new Divergence.MissingOnTarget()));
            assertRepaired(stores, full());
        }
    }

    @Test
    void aRecordThatOnlyTheTargetHasIsExtraAndGoes() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            stores.target.injected().putRow(key(77), full());

            VerificationReport report = stores.verify();

            assertThat(report.counts()).isEqualTo(new VerificationCounts(10, 0, 1, 0, 0, 0, 0));
            assertThat(report.findings()).containsExactly(new Finding(key(77), new Divergence.MissingOnLegacy()));
            assertThat(stores.repair().repair(key(77))).isEqualTo(new RepairResult.Repaired());
            assertThat(stores.target.find(key(77))).isEmpty();
            assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aRecordThatOnlyTheTargetHasIsExtraEvenOverItsOwnTombstone() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            stores.delete(VICTIM);
            stores.target.injected().putRow(VICTIM, full());

            assertThat(stores.verify().findings())
                    .containsExactly(new Finding(VICTIM, new Divergence.MissingOnLegacy()));
            assertThat(stores.repair().repair(VICTIM)).isEqualTo(new RepairResult.Repaired());
            assertThat(stores.target.find(VICTIM)).isEmpty();
        }
    }

    @Test
    void aDocumentThatTheLegacyStoreLostComesBackWhileTheTargetLeads() {
        try (VerifiedStores stores = filled(Stage.TARGET_LED)) {
            assertThat(stores.legacy.injected().remove(VICTIM)).isTrue();

            assertThat(stores.verify().findings())
                    .containsExactly(new Finding(VICTIM, new Divergence.MissingOnLegacy()));
            assertRepaired(stores, full());
        }
    }

    @Test
    void aDocumentThatOnlyTheLegacyStoreHasGoesWhileTheTargetLeads() {
        try (VerifiedStores stores = filled(Stage.TARGET_LED)) {
            stores.legacy.putUnversioned(key(77), full());

            assertThat(stores.verify().findings())
                    .containsExactly(new Finding(key(77), new Divergence.MissingOnTarget()));
            assertThat(stores.repair().repair(key(77))).isEqualTo(new RepairResult.Repaired());
            assertThat(stores.legacy.find(key(77))).isEmpty();
            assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aLeadingTargetThatLostRowsIsNotTakenAsRight() {
        try (VerifiedStores stores = filled(Stage.TARGET_LED)) {
            assertThat(stores.target.injected().removeRow(VICTIM)).isTrue();

            assertThat(stores.verify().counts().missing()).isEqualTo(1);
            assertThat(stores.repair().repair(VICTIM)).isInstanceOf(RepairResult.NotRepairable.class);
            assertThat(stores.legacy.find(VICTIM)).as("the last copy").isPresent();
        }
    }

    @Test
    void aRowThatNoWriteOfTheLibraryMadeInALeadingTargetReachesTheLegacyStore() {
        try (VerifiedStores stores = filled(Stage.TARGET_LED)) {
            stores.target.injected().putRow(key(77), full());

            assertThat(stores.verify().counts().extra()).isEqualTo(1);
            assertThat(stores.repair().repair(key(77))).isEqualTo(new RepairResult.Repaired());
            assertThat(stores.legacy.find(key(77)))
                    .hasValueSatisfying(it -> assertThat(it.content()).isEqualTo(full()));
        }
    }

    @Test
    void anotherVersionOrTokenOfTheSameContentIsFound() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            TargetState state = stores.target.state(VICTIM).orElseThrow();
            VersionStamp other = new VersionStamp(state.stamp().version(), "another-write");
            stores.target.injected().putState(VICTIM, with(state, other, state.storedHash()));

            assertThat(stores.verify().findings())
                    .containsExactly(new Finding(VICTIM, new Divergence.VersionDiffers(state.stamp(), other)));
            assertRepaired(stores, full());
        }
    }

    @Test
    void aStoredHashOfTheFollowerThatDoesNotFitIsFound() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            TargetState state = stores.target.state(VICTIM).orElseThrow();
            Optional<ContentHash> wrong = Optional.of(ContentHash.of(Value.of("something else")));
            stores.target.injected().putState(VICTIM, with(state, state.stamp(), wrong));

            assertThat(stores.verify().findings())
                    .containsExactly(new Finding(VICTIM, new Divergence.StoredHashDiffers(Side.TARGET)));
            assertRepaired(stores, full());
        }
    }

    @Test
    void aDocumentThatCannotBeReadIsNotComparableAndNeverEqual() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            stores.legacy
                    .injected()
                    .changeDocument(
                            VICTIM, Struct.builder().put("count", "no number").build());

            VerificationReport report = stores.verify();

            assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(report.counts()).isEqualTo(new VerificationCounts(9, 0, 0, 0, 1, 0, 0));
            assertThat(report.findings())
                    .singleElement()
                    .satisfies(it -> assertThat(it.toString()).contains(VICTIM.id(), "count"));
            assertThat(stores.repair().repair(VICTIM)).isInstanceOf(RepairResult.NotRepairable.class);
        }
    }

    @Test
    void manyCorruptionsAtOnceAreExactlyTheOnesThatAreFound() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            stores.target.injected().changeContent(key(1), full().with("count", Value.of(1)));
            assertThat(stores.target.injected().removeRow(key(3))).isTrue();
            stores.target.injected().putRow(key(77), full());

            VerificationReport report = stores.verify();

            assertThat(report.findings()).extracting(Finding::key).containsExactly(key(1), key(3), key(77));
            assertThat(report.counts()).isEqualTo(new VerificationCounts(8, 1, 1, 1, 0, 0, 0));
            assertThat(stores.verify()).as("the same again").isEqualTo(report);
            report.findings()
                    .forEach(it -> assertThat(stores.repair().repair(it.key())).isEqualTo(new RepairResult.Repaired()));
            assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aListThatIsFullKeepsTheFirstKeysAndCountsAll() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            for (int i = 0; i < 10; i++) {
                assertThat(stores.target.injected().removeRow(key(i))).isTrue();
            }

            VerificationReport report = stores.verification(VerificationSettings.defaults()
                            .withRecheck(VerifiedStores.AT_ONCE)
                            .withFindings(3))
                    .run(Stage.SHADOW_READ);

            assertThat(report.findings()).extracting(Finding::key).containsExactly(key(0), key(1), key(2));
            assertThat(report.counts().missing()).isEqualTo(10);
            assertThat(report.unlisted()).isEqualTo(7);
            assertThat(stores.received(DualWriteEvent.DivergenceFound.class)).hasSize(10);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"DUAL_WRITE", "SHADOW_READ", "TARGET_LED", "RAMP_DOWN"})
    void equalStoresPass(Stage stage) {
        try (VerifiedStores stores = filled(stage)) {
            stores.delete(VICTIM);

            VerificationReport report = stores.verify();

            assertThat(report.verdict()).isEqualTo(Verdict.PASS);
            assertThat(report.counts()).isEqualTo(new VerificationCounts(9, 0, 0, 0, 0, 0, 0));
            assertThat(report.findings()).isEmpty();
        }
    }

    @Test
    void recordsWithoutAVersionAreEqualToWhatABackfillMadeOfThem() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            stores.legacy.putUnversioned(VICTIM, full());
            long epoch = stores.legacyBackend.control().read().epoch();
            Image image = Image.Present.of(VICTIM, VersionStamp.UNVERSIONED, full());
            assertThat(stores.target.apply(image, epoch).replicates()).isTrue();

            assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aCorruptedRecordWithoutAVersionIsRepairedToo() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            stores.legacy.putUnversioned(VICTIM, full());
            long epoch = stores.legacyBackend.control().read().epoch();
            Image image = Image.Present.of(VICTIM, VersionStamp.UNVERSIONED, full());
            assertThat(stores.target.apply(image, epoch).replicates()).isTrue();
            stores.target.injected().changeContent(VICTIM, full().without("summary"));

            assertThat(places(stores.verify())).containsExactly("summary Text missing");
            assertThat(stores.repair().repair(VICTIM)).isEqualTo(new RepairResult.Repaired());
            assertThat(stores.target.find(VICTIM))
                    .hasValueSatisfying(it -> assertThat(it.content()).isEqualTo(full()));
        }
    }

    @Test
    void nothingComparedIsNothingProven() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            VerificationReport report = stores.verify();

            assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            assertThat(report.counts().compared()).isZero();
        }
    }

    @Test
    void aPassThatWasStoppedProvesNothing() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            Verification verification = stores.verification(VerificationSettings.defaults());
            verification.cancel();

            VerificationReport report = verification.run(Stage.SHADOW_READ);

            assertThat(report.complete()).isFalse();
            assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
        }
    }

    @Test
    void aRecordThatNeverComesToRestIsUnsettledAndNoDivergence() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            LegacyRecord record = stores.legacy.read(VICTIM).orElseThrow();
            Struct newer = full().with("count", Value.of(7));
            stores.legacy
                    .injected()
                    .put(new LegacyRecord(
                            VICTIM,
                            new VersionStamp(record.stamp().version() + 1, "in-flight"),
                            newer,
                            Optional.of(ContentHash.of(newer)),
                            OptionalLong.of(
                                    stores.legacyBackend.control().read().epoch()),
                            Optional.empty()));

            VerificationReport report = stores.verify();

            assertThat(report.counts()).isEqualTo(new VerificationCounts(9, 0, 0, 0, 0, 1, 0));
            assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            stores.replicate();
            assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aRepairOfEqualStoresDoesNothing() {
        try (VerifiedStores stores = filled(Stage.SHADOW_READ)) {
            long before = stores.legacy.read(VICTIM).orElseThrow().stamp().version();

            assertThat(stores.repair().repair(VICTIM)).isEqualTo(new RepairResult.NothingToDo());
            assertThat(stores.repair().repair(key(99))).isEqualTo(new RepairResult.NothingToDo());
            assertThat(stores.legacy.read(VICTIM).orElseThrow().stamp().version())
                    .isEqualTo(before);
        }
    }

    private static VerifiedStores filled(Stage stage) {
        VerifiedStores stores = VerifiedStores.in(Stage.DUAL_WRITE);
        for (int i = 0; i < 10; i++) {
            stores.put(key(i), full());
        }
        stores.walkTo(stage);
        return stores;
    }

    private static void assertRepaired(VerifiedStores stores, Struct content) {
        assertThat(stores.repair().repair(VICTIM)).isEqualTo(new RepairResult.Repaired());
        assertThat(stores.legacy.find(VICTIM).orElseThrow().content()).isEqualTo(content);
        assertThat(stores.target.find(VICTIM).orElseThrow().content()).isEqualTo(content);
        assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        assertThat(stores.module.pendingDepth()).isZero();
    }

    private static List<String> places(VerificationReport report) {
        assertThat(report.findings())
                .singleElement()
                .satisfies(it -> assertThat(it.key()).isEqualTo(VICTIM));
        Divergence.FieldsDiffer differ =
                (Divergence.FieldsDiffer) report.findings().get(0).divergence();
        return differ.fields().stream().map(DetectionTest::place).toList();
    }

    private static String place(FieldDifference it) {
        return it.path() + " " + it.legacyDigest().split(":", 2)[0] + " "
                + it.targetDigest().split(":", 2)[0];
    }

    private static String mirrored(String place) {
        String[] parts = place.split(" ", 3);
        return parts[0] + " " + parts[2] + " " + parts[1];
    }

    private static Corruption changed(String name, Struct changed, String... places) {
        return new Corruption(name, changed, List.of(places));
    }

    private static Struct detail(Value nothing, Value number) {
        return Struct.builder().put("nothing", nothing).put("n", number).build();
    }

    private static Struct deeper() {
        Struct right = affected("right");
        Value.Items ranges = (Value.Items) right.find("ranges").orElseThrow();
        Struct second = ((Struct) ranges.values().get(1)).without("events");
        return right.with("ranges", Value.Items.of(ranges.values().get(0), second));
    }

    private static TargetState with(TargetState state, VersionStamp stamp, Optional<ContentHash> hash) {
        return new TargetState(stamp, state.deleted(), hash, state.pendingEpoch(), state.evicted());
    }
}
