// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
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
import org.stellaops.persistence.spi.VersionStamp;

/** A pass with limits takes what it may and goes on where it ended. */
class PendingCursorTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("x").optional())
            .build();
    private static final ProtocolSettings SETTINGS = ProtocolSettings.defaults();

    private final TreeMap<RecordKey, VersionStamp> pending = new TreeMap<>();
    private final List<String> sent = new ArrayList<>();
    private int allowed = Integer.MAX_VALUE;

    private final PendingCursor<RecordKey> list = new PendingCursor<>(
            this::page,
            it -> it,
            it -> new VersionStamp(1, "t"),
            3,
            new PendingCursor.Weight<>(it -> Optional.empty(), 1_000_000),
            new RejectionTracker(TYPE, DeadLetters.none(), SETTINGS, new Reports(TYPE, DualWriteListener.none())));

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
}
