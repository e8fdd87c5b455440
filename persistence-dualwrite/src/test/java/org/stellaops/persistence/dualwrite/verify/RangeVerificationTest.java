// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Value;

/** A verification in ranges, whose reports together say what one of all keys says. */
class RangeVerificationTest {

    private static final int RECORDS = 700;
    private static final List<RecordKey> BOUNDARIES = List.of(key(99), key(100), key(555));

    private VerifiedStores stores;
    private EntityPair pair;

    @BeforeEach
    void fill() {
        stores = VerifiedStores.in(Stage.DUAL_WRITE);
        pair = stores.pair;
        for (int i = 0; i < RECORDS; i++) {
            assertThat(stores.store().put(key(i), full(), Precondition.none()).isApplied())
                    .isTrue();
        }
        stores.replicate();
        stores.walkTo(Stage.SHADOW_READ);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @ParameterizedTest
    @EnumSource(VerificationMode.class)
    void theReportsOfAllRangesAreTheReportOfAllKeys(VerificationMode mode) {
        assertThat(together(mode)).isEqualTo(whole(mode));
        assertThat(together(mode).verdict()).isEqualTo(Verdict.PASS);

        assertThat(stores.target.injected().removeRow(key(0))).isTrue();
        assertThat(stores.target.injected().removeRow(key(99))).isTrue();
        assertThat(stores.legacy.injected().remove(key(100))).isTrue();
        assertThat(stores.target.injected().removeRow(key(699))).isTrue();
        pair = withADocumentWithoutAKey();

        assertThat(together(mode)).isEqualTo(whole(mode));
        assertThat(together(mode).counts().divergent())
                .as("with the document without a key, in one range")
                .isEqualTo(5);
    }

    @Test
    void aRangeThatWasNotVerifiedLeavesTheWholeNotVerified() {
        VerificationReport range = range(0, VerificationMode.FULL);
        List<VerificationReport> notVerified = List.of(
                like(range, false, range.counts(), Optional.empty(), Optional.empty()),
                like(range, false, range.counts(), Optional.of("the target is down"), Optional.empty()),
                like(range, true, range.counts(), Optional.empty(), Optional.of("was planted and not seen")),
                like(range, true, new VerificationCounts(99, 0, 0, 0, 0, 1, 0), Optional.empty(), Optional.empty()));

        assertThat(notVerified).allSatisfy(it -> {
            VerificationReport together =
                    reports(VerificationMode.FULL).add(0, it).together();
            assertThat(together.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            assertThat(together.open()).isNotEmpty();
        });
        assertThat(reports(VerificationMode.FULL).together().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aRangeThatIsMissingLeavesTheWholeNotVerified() {
        RangeReports reports = new RangeReports(
                        VerifiedStores.TYPE, Stage.SHADOW_READ, settings(VerificationMode.FULL), 4)
                .add(0, range(0, VerificationMode.FULL))
                .add(3, range(3, VerificationMode.FULL));

        assertThat(reports.missing()).containsExactly(1, 2);
        assertThat(reports.together().verdict()).isEqualTo(Verdict.NOT_VERIFIED);
        assertThat(reports.together().complete()).isFalse();
    }

    @Test
    void aRangeThatWasComparedUnderAnotherLeaderProvesNothing() {
        VerificationReport range = range(0, VerificationMode.FULL);
        VerificationReport later = new VerificationReport(
                range.module(),
                range.entity(),
                Stage.TARGET_LED,
                range.mode(),
                range.verdict(),
                true,
                range.counts(),
                List.of(),
                Optional.empty(),
                Optional.empty());

        assertThat(reports(VerificationMode.FULL).add(0, later).together().verdict())
                .isEqualTo(Verdict.NOT_VERIFIED);
    }

    @Test
    void aRangeWithoutRecordsIsComparedAndSeveralOfThemAreNothing() {
        RecordKey behindAll = RecordKey.global("Z");
        KeyRange empty = new KeyRange(Optional.of(behindAll), Optional.of(RecordKey.global("ZZ")));
        VerificationReport nothing = verification(VerificationMode.DEEP, empty).run(Stage.SHADOW_READ);
        assertThat(nothing.verdict()).isEqualTo(Verdict.NOT_VERIFIED);

        VerificationReport together =
                reports(VerificationMode.DEEP, 5).add(4, nothing).together();
        VerificationReport onlyEmpty = new RangeReports(
                        VerifiedStores.TYPE, Stage.SHADOW_READ, settings(VerificationMode.DEEP), 2)
                .add(0, nothing)
                .add(1, nothing)
                .together();

        assertThat(together.verdict()).isEqualTo(Verdict.PASS);
        assertThat(onlyEmpty.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    }

    @Test
    void aPassEndsWhenItIsToldTo() {
        List<Integer> asked = new ArrayList<>();
        VerificationReport report = verification(VerificationMode.FULL, KeyRange.ALL)
                .endingWhen(() -> {
                    asked.add(1);
                    return asked.size() > 10;
                })
                .run(Stage.SHADOW_READ);

        assertThat(report.complete()).isFalse();
        assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
        assertThat(report.counts().compared()).isBetween(1L, 10L);
    }

    @Test
    void aReportOfSomethingElseIsRefused() {
        RangeReports reports = reports(VerificationMode.FULL);

        assertThatThrownBy(() -> reports.add(0, range(0, VerificationMode.DEEP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deep");
        assertThatThrownBy(() -> reports.add(4, range(0, VerificationMode.FULL)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReportIsReadAsItWasWritten() {
        assertThat(stores.target.injected().removeRow(key(1))).isTrue();
        assertThat(stores.legacy.injected().remove(key(2))).isTrue();
        stores.target.injected().changeContent(key(3), full().with("count", Value.of(43)));
        pair = withADocumentWithoutAKey();
        VerificationReport found = whole(VerificationMode.DEEP);
        assertThat(found.findings()).hasSize(4);
        VerificationReport silent =
                like(found, false, found.counts(), Optional.of("the target is down"), Optional.of("not seen"));

        assertThat(ReportText.read(ReportText.write(found))).isEqualTo(found);
        assertThat(ReportText.read(ReportText.write(silent))).isEqualTo(silent);
        assertThat(ReportText.write(found)).doesNotContain("43");
        assertThatThrownBy(() -> ReportText.read("{}")).hasMessageContaining("same version");
    }

    private static VerificationReport like(
            VerificationReport report,
            boolean complete,
            VerificationCounts counts,
            Optional<String> unanswered,
            Optional<String> control) {
        return new VerificationReport(
                report.module(),
                report.entity(),
                report.stage(),
                report.mode(),
                counts.verdict(complete && control.isEmpty()),
                complete,
                counts,
                report.findings(),
                unanswered,
                control);
    }

    private VerificationReport together(VerificationMode mode) {
        return reports(mode).together();
    }

    private RangeReports reports(VerificationMode mode) {
        return reports(mode, BOUNDARIES.size() + 1);
    }

    private RangeReports reports(VerificationMode mode, int ranges) {
        RangeReports reports = new RangeReports(VerifiedStores.TYPE, Stage.SHADOW_READ, settings(mode), ranges);
        for (int range = 0; range <= BOUNDARIES.size(); range++) {
            reports.add(range, range(range, mode));
        }
        return reports;
    }

    private VerificationReport range(int range, VerificationMode mode) {
        return verification(mode, KeyRange.between(BOUNDARIES).get(range)).run(Stage.SHADOW_READ);
    }

    private VerificationReport whole(VerificationMode mode) {
        return verification(mode, KeyRange.ALL).run(Stage.SHADOW_READ);
    }

    private Verification verification(VerificationMode mode, KeyRange range) {
        return new Verification(pair, settings(mode), stores.events::add).within(range);
    }

    /** As MongoDB scans a collection one of whose documents has an {@code _id} that is no key: behind all others. */
    private EntityPair withADocumentWithoutAKey() {
        LegacyStore legacy = (LegacyStore) Proxy.newProxyInstance(
                LegacyStore.class.getClassLoader(), new Class<?>[] {LegacyStore.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(stores.legacy, arguments);
                    return method.getName().startsWith("scan") ? keylessBehind((Scan<?>) answer) : answer;
                });
        return new EntityPair(VerifiedStores.TYPE, legacy, stores.target);
    }

    private static Scan<ScanEntry> keylessBehind(Scan<?> scan) {
        List<ScanEntry> entries = new ArrayList<>();
        scan.forEachRemaining(it -> entries.add((ScanEntry) it));
        scan.close();
        entries.add(new ScanEntry(
                ScanEntry.standIn("4.5"),
                VersionStamp.UNVERSIONED,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of("_id is no text")));
        return new ListScan(entries);
    }

    private static VerificationSettings settings(VerificationMode mode) {
        return VerificationSettings.defaults()
                .withRecheck(VerifiedStores.AT_ONCE)
                .withMode(mode);
    }
}
