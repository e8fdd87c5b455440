// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneReplication;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneReplication.Verdict;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;

/** When an intent is completed by another process, and what becomes of its tombstone then (3.4). */
class TombstoneReplicationTest {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long BEGAN = 7_000_000_000L;

    private final TwoStores stores = new TwoStores();
    private final AtomicLong ticker = new AtomicLong(BEGAN);
    private final TombstoneReplication replication = replication(stores.legacy);

    @Test
    void anIntentIsCompletedBeforeItsTombstoneIsSent() {
        givenRecord(at(5, "T1"));

        assertThat(replication.replicate(intent(at(5, "T1"), "t"), Duration.ZERO))
                .isEqualTo(Verdict.SEND);

        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void aLaterRecordSupersedesATombstone() {
        LegacyTombstone intent = intent(at(5, "T1"), "t");
        givenRecord(at(7, "T2"));

        assertThat(replication.replicate(intent, Duration.ZERO)).isEqualTo(Verdict.SUPERSEDED);

        assertThat(stores.legacy.readTombstone(KEY).orElseThrow().isPending()).isFalse();
        assertThat(stores.inLegacy()).contains(note("x"));
    }

    @Test
    void anIntentThatChangesMeanwhileIsSkipped() {
        LegacyTombstone intent = intent(at(5, "T1"), "t");
        givenRecord(at(7, "T2"));

        assertThat(replication(Failing.at(1, "clearTombstonePending", LegacyStore.class, stores.legacy, () -> false))
                        .replicate(intent, Duration.ZERO))
                .isEqualTo(Verdict.SKIPPED);
        assertThat(stores.legacy.injected().removeTombstone(KEY)).isTrue();
        assertThat(replication.replicate(intent, Duration.ZERO)).isEqualTo(Verdict.SKIPPED);
    }

    @ParameterizedTest
    @CsvSource({"0, SKIPPED", "9999, SKIPPED", "10000, SEND", "10001, SEND"})
    void aYoungIntentIsLeftToItsDeleter(long millisAgo, Verdict verdict) {
        LegacyTombstone intent = intent(at(5, "T1"), madeAt(-millisAgo));

        assertThat(replication.replicate(intent, GRACE)).isEqualTo(verdict);
        assertThat(replication.replicate(intent, Duration.ZERO))
                .as("in a drain")
                .isEqualTo(Verdict.SEND);
    }

    /** Its deleter's clock is an hour ahead. */
    @Test
    void anIntentOfTheFutureIsCompletedOnceItWasKnownForTheGrace() {
        LegacyTombstone intent = intent(at(5, "T1"), madeAt(3_600_000));

        assertThat(replication.replicate(intent, GRACE)).isEqualTo(Verdict.SKIPPED);
        ticker.set(BEGAN + GRACE.toNanos() - 1);
        assertThat(replication.replicate(intent, GRACE)).isEqualTo(Verdict.SKIPPED);
        ticker.set(BEGAN + GRACE.toNanos());
        assertThat(replication.replicate(intent, GRACE)).isEqualTo(Verdict.SEND);

        assertThat(replication.replicate(intent, GRACE))
                .as("it is not remembered for ever")
                .isEqualTo(Verdict.SKIPPED);
    }

    /** The memory of intents that were met is bounded; the oldest is forgotten first. */
    @Test
    void tenThousandYoungIntentsAreRemembered() {
        LegacyTombstone first = intent(at(5, "T1"), madeAt(3_600_000));
        assertThat(replication.replicate(first, GRACE)).isEqualTo(Verdict.SKIPPED);
        for (int i = 1; i < 10_000; i++) {
            assertThat(replication.replicate(other(i), GRACE)).isEqualTo(Verdict.SKIPPED);
        }
        ticker.set(BEGAN + GRACE.toNanos());

        assertThat(replication.replicate(first, GRACE)).isEqualTo(Verdict.SEND);
        assertThat(replication.replicate(first, GRACE)).isEqualTo(Verdict.SKIPPED);
        assertThat(replication.replicate(other(10_000), GRACE)).isEqualTo(Verdict.SKIPPED);
        ticker.set(BEGAN + 2 * GRACE.toNanos());
        assertThat(replication.replicate(other(2), GRACE)).as("it changed").isEqualTo(Verdict.SKIPPED);
        assertThat(replication.replicate(first, GRACE)).isEqualTo(Verdict.SEND);
    }

    private TombstoneReplication replication(LegacyStore store) {
        return new TombstoneReplication(
                store, ProtocolSettings.at(() -> Instant.EPOCH.plusMillis(86_400_000)), ticker::get);
    }

    private static String madeAt(long millis) {
        return new Ulids(() -> Instant.EPOCH.plusMillis(86_400_000 + millis), new SplittableRandom(1)).next();
    }

    private LegacyTombstone intent(VersionStamp victim, String token) {
        LegacyTombstone intent =
                new LegacyTombstone(KEY, at(6, token), Optional.of(victim), OptionalLong.of(1), Optional.empty());
        stores.legacy.injected().put(intent);
        return intent;
    }

    private static LegacyTombstone other(int number) {
        return new LegacyTombstone(
                RecordKey.global("k" + number),
                at(6 + number, madeAt(3_600_000)),
                Optional.empty(),
                OptionalLong.of(1),
                Optional.empty());
    }

    private void givenRecord(VersionStamp stamp) {
        stores.legacy
                .injected()
                .put(new LegacyRecord(KEY, stamp, note("x"), Optional.empty(), OptionalLong.empty(), Optional.empty()));
    }
}
