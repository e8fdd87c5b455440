// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

/** Stores whose statements look at too little: each breaks one method of the reference store, and is caught. */
class InjectedStepDefectsTest {

    private static final RecordKey KEY = LegacyContract.KEY;

    @Test
    void aReplacementThatComparesVersionsOnlyIsCaught() {
        caught("LS-LEAD-4", LegacyGroups::steps, "replace", (real, args) -> {
            VersionStamp expected = (VersionStamp) args[0];
            Image.Present image = (Image.Present) args[1];
            VersionStamp held = real.read(image.key()).map(LegacyRecord::stamp).orElse(expected);
            return real.replace(held.version() == expected.version() ? held : expected, image, (Long) args[2]);
        });
    }

    @Test
    void aDeleteThatComparesVersionsOnlyIsCaught() {
        caught("LS-LEAD-8", LegacyGroups::steps, "delete", (real, args) -> {
            VersionStamp expected = (VersionStamp) args[1];
            VersionStamp held = real.read(KEY).map(LegacyRecord::stamp).orElse(expected);
            return real.delete(KEY, held.version() == expected.version() ? held : expected);
        });
    }

    @Test
    void aPendingFlagThatIsClearedByVersionOnlyIsCaught() {
        caught("LS-MARK-1", LegacyGroups::pendingFlags, "clearPending", (real, args) -> {
            VersionStamp expected = (VersionStamp) args[1];
            VersionStamp held = real.read(KEY).map(LegacyRecord::stamp).orElse(expected);
            return real.clearPending(KEY, held.version() == expected.version() ? held : expected);
        });
    }

    @Test
    void aBumpThatIgnoresThePendingFlagIsCaught() {
        caught("LS-MARK-4", LegacyGroups::pendingFlags, "bump", (real, args) -> {
            VersionBump it = (VersionBump) args[0];
            return real.bump(
                    new VersionBump(it.key(), it.expected(), it.version(), it.epoch(), VersionBump.When.ALWAYS));
        });
    }

    @Test
    void anInsertOfATombstoneThatReplacesIsCaught() {
        caught("LS-LEAD-10", LegacyGroups::steps, "insertTombstone", (real, args) -> {
            LegacyTombstone next = (LegacyTombstone) args[0];
            Optional<LegacyTombstone> held = real.readTombstone(next.key());
            return held.isPresent() ? real.replaceTombstone(held.get().stamp(), next) : real.insertTombstone(next);
        });
    }

    @Test
    void aFollowersUpdateThatIsAnUpsertIsCaught() {
        caught("LS-FOLLOW-4", LegacyGroups::following, "updateIfLower", (real, args) -> {
            Image.Present image = (Image.Present) args[0];
            return real.read(image.key()).isEmpty() ? real.insert(image, 1) : real.updateIfLower(image);
        });
    }

    @Test
    void aFollowersUpdateThatOverwritesAStaleWriteIsCaught() {
        caught("LS-FOLLOW-2", LegacyGroups::following, "updateIfLower", (real, args) -> {
            Image.Present image = (Image.Present) args[0];
            return real.read(image.key()).filter(LegacyRecord::isPending).isPresent()
                    ? real.replaceStaleWrite(
                            real.read(image.key()).orElseThrow().stamp(), image)
                    : real.updateIfLower(image);
        });
    }

    @Test
    void aConfirmationByAnyAttemptIsCaught() {
        caught(
                "LS-FOLLOW-7",
                LegacyGroups::following,
                "confirm",
                (real, args) -> real.confirm(
                        KEY,
                        (Long) args[1],
                        real.read(KEY)
                                .flatMap(LegacyRecord::provisional)
                                .map(LegacyRecord.Provisional::attempt)
                                .orElse("none")));
    }

    @Test
    void aDeleteOfLowerVersionsThatTakesTheSameIsCaught() {
        caught(
                "LS-FOLLOW-9",
                LegacyGroups::following,
                "deleteLower",
                (real, args) -> real.deleteLower(KEY, (Long) args[1] + 1, (LegacyStore.Unversioned) args[2]));
    }

    @Test
    void aWorkListThatShowsTooMuchIsCaught() {
        caught(
                "LS-SCAN-9",
                LegacyGroups::scans,
                "pendingRecords",
                (real, args) -> real.pendingRecords(Optional.empty(), (Integer) args[1]));
    }

    @Test
    void aCountThatLeavesOutTombstonesIsCaught() {
        caught("LS-SCAN-8", LegacyGroups::scans, "pendingCount", (real, args) ->
                (long) real.pendingRecords(Optional.empty(), 100).size());
    }

    @Test
    void aRemovalThatIgnoresTheTokenIsCaught() {
        caught(
                "LS-REMOVE-3",
                LegacyGroups::removal,
                "removeTombstones",
                (real, args) -> real.removeTombstones(((Collection<?>) args[0])
                        .stream()
                                .map(Image.Tombstone.class::cast)
                                .flatMap(it -> real.readTombstone(it.key()).stream())
                                .map(LegacyTombstone::image)
                                .toList()));
    }

    @Test
    void aRemovalThatTakesLiveIntentsIsCaught() {
        caught("LS-REMOVE-4", LegacyGroups::removal, "removeTombstones", (real, args) -> {
            List<Image.Tombstone> all = ((Collection<?>) args[0])
                    .stream().map(Image.Tombstone.class::cast).toList();
            all.forEach(it ->
                    assertThat(real.clearTombstonePending(it.key(), it.stamp())).isIn(true, false));
            return real.removeTombstones(all);
        });
    }

    @Test
    void aStoreThatReadsTheUnreadableAsAbsentIsCaught() {
        caught("LS-SCAN-6", LegacyGroups::scans, "find", (real, args) -> Optional.empty());
    }

    private static void caught(
            String clause,
            Function<Supplier<LegacyBackend>, ContractSubject> group,
            String method,
            DefectiveBackend.Defect defect) {
        Set<String> broken = ContractRun.brokenIn(
                () -> group.apply(() -> new DefectiveBackend(new MemoryLegacyBackend(), method, defect)),
                it -> List.of(it.value()).contains(clause));
        assertThat(broken).contains(clause);
    }
}
