// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.reconcile.RejectionTracker;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.RetryRule;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

/** What the follower rejects is kept for the state that it rejected, until it is dead or over. */
class RejectionTrackerTest {

    private static final VersionStamp STAMP = new VersionStamp(5, "t");
    private static final SendResult BLOCKED = new SendResult.Blocked("the content", "too long");

    private final MemoryLegacyBackend backend = new MemoryLegacyBackend();
    private final DeadLetters letters = backend.deadLetters();
    private final List<DualWriteEvent> events = new ArrayList<>();
    private final RejectionTracker tracker = tracker(letters);

    @Test
    void aRejectionIsKeptAndDueAgainAfterItsPause() {
        tracker.became(image(STAMP), BLOCKED, Optional.empty());

        RejectedImage kept = kept();
        assertThat(kept.stamp()).isEqualTo(STAMP);
        assertThat(kept.reason()).isEqualTo("too long");
        assertThat(kept.tries()).isEqualTo(1);
        assertThat(kept.nextAt()).isPresent();
        assertThat(tracker.isDue(STAMP, Optional.of(kept))).isFalse();
        assertThat(tracker.isDue(STAMP.at(6), Optional.of(kept)))
                .as("another state")
                .isTrue();
        assertThat(tracker.isDue(STAMP, Optional.empty())).isTrue();
        assertThat(tracker.isDue(STAMP, Optional.of(kept.dueAt(Instant.EPOCH)))).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void theLastTryMakesItDeadWhichIsSaidOnce() {
        tracker.became(image(STAMP), BLOCKED, Optional.empty());
        tracker.became(image(STAMP), BLOCKED, Optional.of(kept()));

        assertThat(kept().isDead()).isTrue();
        assertThat(tracker.isDue(STAMP, Optional.of(kept()))).isFalse();
        assertThat(events)
                .containsExactly(new DualWriteEvent.DeadLettered("module", "things", KEY, STAMP, "too long", 2));

        assertThat(tracker.rejectedAgain(kept(), "still too long")).contains(kept());
        assertThat(kept().reason()).isEqualTo("still too long");
        assertThat(events).hasSize(1);
        assertThat(tracker.dead(10)).contains(1L);
    }

    @Test
    void aDeadLetterOfAnEarlierStateDoesNotKeepTheNextOneFromBeingSaid() {
        RejectedImage earlier = letter("k", new VersionStamp(4, "t"), Optional.empty());
        assertThat(letters.write(Optional.empty(), earlier)).isTrue();

        tracker.became(image(STAMP), BLOCKED, Optional.of(earlier));
        tracker.became(image(STAMP), BLOCKED, Optional.of(kept()));

        assertThat(events).hasSize(1);
    }

    @Test
    void aTryOfAnEarlierStateChangesNothing() {
        RejectedImage later = letter("k", new VersionStamp(6, "t"), Optional.of(Instant.EPOCH));
        assertThat(letters.write(Optional.empty(), later)).isTrue();

        tracker.became(image(STAMP), new SendResult.Replicated(), Optional.of(later));
        tracker.became(image(STAMP), BLOCKED, Optional.of(later));

        assertThat(kept()).isEqualTo(later);
    }

    static List<SendResult> over() {
        return List.of(new SendResult.Replicated(), new SendResult.Bumped(STAMP), new SendResult.MovedOn());
    }

    static List<SendResult> notOver() {
        return List.of(new SendResult.LeftToIntent(), new SendResult.OutOfDate(), new SendResult.TryAgain());
    }

    @ParameterizedTest
    @MethodSource("over")
    void whatIsOverIsForgotten(SendResult result) {
        tracker.became(image(STAMP), BLOCKED, Optional.empty());

        tracker.became(image(STAMP), result, Optional.of(kept()));

        assertThat(tracker.find(KEY)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("notOver")
    void whatIsNotOverStays(SendResult result) {
        tracker.became(image(STAMP), BLOCKED, Optional.empty());

        tracker.became(image(STAMP), result, Optional.of(kept()));

        assertThat(tracker.find(KEY)).isPresent();
    }

    @Test
    void whoeverComesSecondCountsNothing() {
        tracker.became(image(STAMP), BLOCKED, Optional.empty());
        RejectedImage first = kept();
        tracker.became(image(STAMP), BLOCKED, Optional.of(first));

        assertThat(tracker.rejectedAgain(first, "again")).isEmpty();
        assertThat(tracker.makeDue(first)).isEmpty();
        assertThat(kept().tries()).isEqualTo(2);
        assertThat(events).hasSize(1);
    }

    @Test
    void anOperatorMakesADeadLetterDueAsIfItWereNew() {
        tracker.became(image(STAMP), BLOCKED, Optional.empty());
        tracker.became(image(STAMP), BLOCKED, Optional.of(kept()));
        events.clear();

        Optional<RejectedImage> due = tracker.makeDue(kept());

        assertThat(due).contains(kept());
        assertThat(kept().tries()).isZero();
        assertThat(tracker.isDue(STAMP, due)).isTrue();
        assertThat(events).containsExactly(new DualWriteEvent.DeadLetterRetried("module", "things", KEY, 2));
        tracker.forget(kept());
        assertThat(tracker.list(Which.ALL, Optional.empty(), 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9, 9, 9", "10, 10, 10", "11, 10, 11", "25, 10, 20"})
    void aPassLooksAtTenAndTheNextGoesOn(int kept, int afterOne, int afterTwo) {
        for (int i = 0; i < kept; i++) {
            assertThat(letters.write(
                            Optional.empty(), letter("k" + (char) ('a' + i), STAMP, Optional.of(Instant.EPOCH))))
                    .isTrue();
        }
        List<String> looked = new ArrayList<>();

        tracker.cleanUp(it -> looked.add(it.key().id()));
        assertThat(looked).hasSize(afterOne);
        tracker.cleanUp(it -> looked.add(it.key().id()));

        assertThat(looked.stream().distinct()).hasSize(afterTwo);
        assertThat(tracker.list(Which.ALL, Optional.empty(), 100)).hasSize(kept);
    }

    @Test
    void whatIsNotPendingAnyMoreIsCleanedUp() {
        assertThat(letters.write(Optional.empty(), letter("a", STAMP, Optional.empty())))
                .isTrue();
        assertThat(letters.write(Optional.empty(), letter("b", STAMP, Optional.empty())))
                .isTrue();

        tracker.cleanUp(it -> it.key().id().equals("b"));

        assertThat(tracker.list(Which.ALL, Optional.empty(), 100))
                .extracting(it -> it.key().id())
                .containsExactly("b");
    }

    /** A pass sends on all the same. */
    @Test
    void aStoreThatKeepsNoLettersIsAnEventAndNoFailure() {
        StoreException down = new StoreException(Fault.Kind.UNAVAILABLE, "down", null);
        RejectionTracker failing = tracker(new Down(down));

        assertThat(failing.known(List.of(KEY))).isEmpty();
        failing.became(image(STAMP), BLOCKED, Optional.empty());
        failing.became(image(STAMP), new SendResult.Replicated(), Optional.of(letter("k", STAMP, Optional.empty())));
        failing.cleanUp(it -> true);
        assertThat(failing.dead(10)).isEmpty();

        assertThat(events)
                .hasSize(5)
                .containsOnly(new DualWriteEvent.DeadLettersNotKept("module", "things", down.fault()));
    }

    private RejectionTracker tracker(DeadLetters kept) {
        ProtocolSettings settings = ProtocolSettings.at(() -> Instant.EPOCH)
                .withRetries(new RetryRule(2, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        return new RejectionTracker(TwoStores.TYPE, kept, settings, new Reports(TwoStores.TYPE, events::add));
    }

    private RejectedImage kept() {
        return tracker.known(List.of(KEY)).get(KEY);
    }

    private static Image image(VersionStamp stamp) {
        return Image.Present.of(KEY, stamp, note("x"));
    }

    private static RejectedImage letter(String id, VersionStamp stamp, Optional<Instant> next) {
        return new RejectedImage(
                "things", RecordKey.global(id), stamp, "too long", 10, Instant.EPOCH, Instant.EPOCH, next);
    }

    private record Down(StoreException thrown) implements DeadLetters {

        @Override
        public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
            throw thrown;
        }

        @Override
        public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
            throw thrown;
        }

        @Override
        public boolean remove(RejectedImage expected) {
            throw thrown;
        }

        @Override
        public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
            throw thrown;
        }

        @Override
        public long count(String entity, int atMost) {
            throw thrown;
        }
    }
}
