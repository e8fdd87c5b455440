// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;
import org.stellaops.persistence.dualwrite.internal.reconcile.PassLimits;
import org.stellaops.persistence.dualwrite.internal.reconcile.PendingCursor;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.RejectionTracker;
import org.stellaops.persistence.dualwrite.internal.reconcile.SendLimit;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.Together;
import org.stellaops.persistence.spi.TogetherOnThreads;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** A pass with limits takes what it may and goes on where it ended. */
class PendingCursorTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("x").optional())
            .build();
    private static final ProtocolSettings SETTINGS = ProtocolSettings.defaults();

    private final TreeMap<RecordKey, VersionStamp> pending = new TreeMap<>();
    private final List<String> sent = new ArrayList<>();
    private int allowed = Integer.MAX_VALUE;

    private final List<String> dead = new ArrayList<>();
    private final RejectionTracker rejections =
            new RejectionTracker(TYPE, new KnownDead(dead), SETTINGS, new Reports(TYPE, DualWriteListener.none()));

    private final PendingCursor<RecordKey> list = new PendingCursor<>(
            this::page,
            it -> it,
            it -> new VersionStamp(1, "t"),
            3,
            new PendingCursor.Weight<>(it -> Optional.empty(), 1_000_000),
            rejections,
            Together.inTurn());

    private final SendLimit budget = new SendLimit() {
        @Override
        public int take(int wanted) {
            int taken = Math.min(wanted, allowed);
            allowed -= taken;
            return taken;
        }

        @Override
        public boolean isExhausted() {
            return allowed == 0;
        }
    };

    @Test
    void keysAreBoundedAndTheNextPassGoesOn() {
        pendingFlag(8);

        assertThat(pass(5).isCutShort()).isTrue();
        assertThat(sent).containsExactly("0", "1", "2", "3", "4");
        assertThat(pass(5).isCutShort()).as("the beginning was not looked at").isTrue();
        assertThat(sent).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(pass(5).isCutShort()).isTrue();
        assertThat(sent.subList(8, 13)).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void aPassThatComesToTheEndFromTheBeginningIsNotCutShort() {
        pendingFlag(4);

        assertThat(pass(5).isCutShort()).isFalse();
        assertThat(pass(100).isCutShort()).isFalse();
        assertThat(sent).hasSize(8);
    }

    @Test
    void imagesAreBoundedAndNoKeyIsPassedOver() {
        pendingFlag(8);
        allowed = 4;

        assertThat(pass(100).isCutShort()).isTrue();
        assertThat(sent).containsExactly("0", "1", "2", "3");
        assertThat(pass(100).isCutShort()).as("nothing may be sent").isTrue();
        assertThat(sent).hasSize(4);
        allowed = 100;
        assertThat(pass(100).isCutShort()).isTrue();
        assertThat(sent).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void aPageThatFailsDoesNotKeepTheNextPassFromThoseBehindIt() {
        pendingFlag(8);

        assertThatThrownBy(() -> list.due(new PassLimits(100, budget), (page, known) -> {
                    throw new IllegalStateException("injected");
                }))
                .hasMessage("injected");

        assertThat(pass(100).isCutShort()).isTrue();
        assertThat(sent).containsExactly("3", "4", "5", "6", "7");
        assertThat(pass(100).isCutShort()).isFalse();
        assertThat(sent).hasSize(13);
    }

    @Test
    void aPassWithoutLimitsLooksAtEverythingAndLeavesThePlaceAlone() {
        pendingFlag(8);
        assertThat(pass(5).isCutShort()).isTrue();
        sent.clear();

        ReconcileResult all = list.due(PassLimits.NONE, (page, known) -> send(page));

        assertThat(all.isCutShort()).isFalse();
        assertThat(sent).hasSize(8);
        sent.clear();
        assertThat(pass(5).isCutShort()).isTrue();
        assertThat(sent).containsExactly("5", "6", "7");
    }

    /** A store returns at most so many bytes, however many entries were asked for. */
    @Test
    void aPageThatMayHaveBeenCutInBytesIsNotTheLast() {
        pendingFlag(8);
        Struct large = Struct.builder().put("x", "a content of some bytes").build();
        PendingCursor<RecordKey> cut = cursor((after, limit) -> page(after, 1), it -> Optional.of(large), 256);

        ReconcileResult all = cut.all((page, known) -> send(page));

        assertThat(all.replicated()).isEqualTo(8);
        assertThat(sent).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(cut.due(PassLimits.NONE, (page, known) -> send(page)).replicated())
                .isEqualTo(8);
    }

    @Test
    void aShortPageThatCannotHaveBeenCutIsTheLast() {
        pendingFlag(8);
        PendingCursor<RecordKey> small =
                cursor((after, limit) -> page(after, 1), it -> Optional.of(Struct.EMPTY), 1_000_000);

        assertThat(small.all((page, known) -> send(page)).replicated()).isEqualTo(1);
    }

    /** A store orders by its own collation. */
    @Test
    void aPageInAnotherOrderGoesOnAfterItsHighestKey() {
        pendingFlag(8);
        PendingCursor<RecordKey> reversed = cursor(
                (after, limit) -> {
                    List<RecordKey> page = new ArrayList<>(page(after, limit));
                    Collections.reverse(page);
                    return page;
                },
                it -> Optional.empty(),
                1_000_000);

        assertThat(reversed.all((page, known) -> send(page)).replicated()).isEqualTo(8);
        assertThat(sent).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void whatIsNotDueIsSkippedAndCounted() {
        pendingFlag(8);
        dead.add("1");
        dead.add("4");

        ReconcileResult all = list.due(PassLimits.NONE, (page, known) -> send(page));

        assertThat(all.skipped()).isEqualTo(2);
        assertThat(sent).containsExactly("0", "2", "3", "5", "6", "7");
        assertThat(list.all((page, known) -> send(page)).replicated())
                .as("a drain tries all")
                .isEqualTo(8);
    }

    @Test
    void aPassThatSentNothingIsNotCutShort() {
        pendingFlag(4);
        pending.keySet().forEach(it -> dead.add(it.id()));

        assertThat(pass(2).isCutShort()).isFalse();
        assertThat(pass(4).isCutShort()).isFalse();
    }

    @Test
    void theNextEntriesAreReadWhileAPageIsProcessed() {
        pendingFlag(70);
        CountDownLatch askedAgain = new CountDownLatch(2);
        KeysetPages.Source<RecordKey> source = (after, limit) -> {
            askedAgain.countDown();
            return page(after, limit);
        };
        PendingCursor<RecordKey> together = new PendingCursor<>(
                source,
                it -> it,
                it -> new VersionStamp(1, "t"),
                3,
                new PendingCursor.Weight<>(it -> Optional.empty(), 1_000_000),
                rejections,
                new TogetherOnThreads(Thread::new));
        ReconcileResult all = together.all((page, known) -> {
            assertThat(await(askedAgain)).isTrue();
            synchronized (sent) {
                return send(page);
            }
        });
        assertThat(all.replicated()).isEqualTo(70);
        assertThat(sent).hasSize(70).doesNotHaveDuplicates();
    }

    @Test
    void whatAPassMayNotSendIsNotReadAhead() {
        pendingFlag(20);
        List<Integer> asked = new ArrayList<>();
        PendingCursor<RecordKey> counted = cursor(
                (after, limit) -> {
                    asked.add(limit);
                    return page(after, limit);
                },
                it -> Optional.empty(),
                1_000_000);
        assertThat(counted.due(new PassLimits(15, budget), (page, known) -> send(page))
                        .replicated())
                .isEqualTo(15);
        assertThat(asked).containsExactly(15);
        allowed = 2;
        assertThat(counted.due(new PassLimits(20, budget), (page, known) -> send(page))
                        .replicated())
                .isEqualTo(2);
        assertThat(asked).containsExactly(15, 20);
    }

    @Test
    void ofAListThatFailsTheNextPassBeginsBehindItsFirstBatch() {
        pendingFlag(8);
        Set<String> failing = new HashSet<>(Set.of("0", "3"));
        PendingCursor.Work<RecordKey> work = (page, known) -> {
            if (page.stream().anyMatch(it -> failing.contains(it.id()))) {
                throw new IllegalStateException("injected");
            }
            return send(page);
        };

        assertThatThrownBy(() -> list.due(new PassLimits(100, budget), work)).hasMessage("injected");
        assertThatThrownBy(() -> list.due(new PassLimits(100, budget), work)).hasMessage("injected");

        assertThat(list.due(new PassLimits(100, budget), work).isCutShort()).isTrue();
        assertThat(sent).containsExactly("6", "7");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPassMustProcessSomething() {
        assertThat(new PassLimits(1, budget).isNone()).isFalse();
        assertThat(PassLimits.NONE.isNone()).isTrue();
        assertThat(new PassLimits(Integer.MAX_VALUE, budget).isNone()).isFalse();
        assertThatThrownBy(() -> new PassLimits(0, budget)).isInstanceOf(IllegalArgumentException.class);
    }

    private PendingCursor<RecordKey> cursor(
            KeysetPages.Source<RecordKey> source, Function<RecordKey, Optional<Struct>> contentOf, long bytes) {
        return new PendingCursor<>(
                source,
                it -> it,
                it -> new VersionStamp(1, "t"),
                3,
                new PendingCursor.Weight<>(contentOf, bytes),
                rejections,
                Together.inTurn());
    }

    private ReconcileResult pass(int keys) {
        return list.due(new PassLimits(keys, budget), (page, known) -> send(page));
    }

    private ReconcileResult send(List<RecordKey> page) {
        page.forEach(it -> sent.add(it.id()));
        return new ReconcileResult(page.size(), 0, 0, 0, 0, 0);
    }

    private void pendingFlag(int count) {
        IntStream.range(0, count).forEach(i -> pending.put(RecordKey.global("" + i), new VersionStamp(1, "t")));
    }

    private List<RecordKey> page(Optional<RecordKey> after, int limit) {
        return pending.keySet().stream()
                .filter(it -> after.map(key -> it.compareTo(key) > 0).orElse(true))
                .limit(limit)
                .toList();
    }

    /** Dead letters of the keys that the test names, in the state that is pending. */
    private record KnownDead(List<String> ids) implements DeadLetters {

        @Override
        public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
            return keys.stream()
                    .filter(it -> ids.contains(it.id()))
                    .collect(Collectors.toMap(
                            it -> it,
                            it -> new RejectedImage(
                                    entity,
                                    it,
                                    new VersionStamp(1, "t"),
                                    "too long",
                                    10,
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    Optional.empty())));
        }

        @Override
        public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
            return false;
        }

        @Override
        public boolean remove(RejectedImage expected) {
            return false;
        }

        @Override
        public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
            return List.of();
        }

        @Override
        public long count(String entity, int atMost) {
            return ids.size();
        }
    }
}
