// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.audit.AuditAction.Kind;
import org.stellaops.persistence.dualwrite.internal.audit.AuditTrail;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** The trail is one chain, whoever writes it at the same time and whichever store leads, and a changed record shows. */
class AuditTrailTest {

    private static final int PROCESSES = 4;
    private static final int EACH = 25;

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final ModuleStores stores = new ModuleStores(
            "module",
            List.of(),
            legacy.control(),
            target.control(),
            DeadLetters.none(),
            DeadLetters.none(),
            legacy.entries(),
            target.entries());

    private AuditTrail trail(String process) {
        return new AuditTrail(stores, InstantSource.fixed(Instant.EPOCH), process);
    }

    private static AuditAction action(String subject) {
        return new AuditAction(Kind.REPAIRED, subject, "somebody", "", "done", List.of("one\ttab", "two"));
    }

    @Test
    void processesThatAppendAtOnceMakeOneChain() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(PROCESSES);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int process = 0; process < PROCESSES; process++) {
                AuditTrail trail = trail("p" + process);
                all.add(pool.submit(() -> {
                    for (int i = 0; i < EACH; i++) {
                        AuditRecord unused = trail.append(Side.LEGACY, action("s" + i));
                    }
                }));
            }
            for (Future<?> it : all) {
                it.get(1, TimeUnit.MINUTES);
            }
        } finally {
            pool.shutdownNow();
        }
        List<AuditRecord> whole = trail("reader").list(Side.LEGACY);
        assertThat(whole).hasSize(PROCESSES * EACH);
        assertThat(AuditRecord.firstFault(whole)).isZero();
    }

    @Test
    void anAppendDoesNotReadTheWholeTrail() {
        AtomicInteger listed = new AtomicInteger();
        AuditTrail trail = new AuditTrail(
                new ModuleStores(
                        "module",
                        List.of(),
                        legacy.control(),
                        target.control(),
                        DeadLetters.none(),
                        DeadLetters.none(),
                        counting(legacy.entries(), listed),
                        counting(target.entries(), listed)),
                InstantSource.fixed(Instant.EPOCH),
                "p");
        assertThat(trail.append(Side.LEGACY, action("first")).number()).isEqualTo(1);
        listed.set(0);

        for (int i = 2; i <= EACH; i++) {
            assertThat(trail.append(Side.LEGACY, action("s" + i)).number()).isEqualTo(i);
        }

        assertThat(listed).hasValue(0);
        assertThat(trail.list(Side.TARGET)).hasSize(EACH);
    }

    private static ControlEntries counting(ControlEntries entries, AtomicInteger listed) {
        return (ControlEntries) Proxy.newProxyInstance(
                ControlEntries.class.getClassLoader(), new Class<?>[] {ControlEntries.class}, (proxy, called, args) -> {
                    if (called.getName().equals("list")) {
                        listed.incrementAndGet();
                    }
                    return called.invoke(entries, args);
                });
    }

    @Test
    void aStoreThatLacksRecordsIsCompleted() {
        AuditTrail trail = trail("p");
        for (int i = 1; i <= 3; i++) {
            assertThat(trail.append(Side.LEGACY, action("s" + i)).number()).isEqualTo(i);
        }
        target.entries().list("audit/").forEach(it -> target.entries().remove(it));

        assertThat(trail.append(Side.TARGET, action("fourth")).number()).isEqualTo(4);
        assertThat(target.entries().list("audit/")).hasSize(4);
    }

    @Test
    void theTrailGoesOnInTheStoreThatLeadsNext() {
        AuditTrail trail = trail("p");
        assertThat(trail.append(Side.LEGACY, action("first")).number()).isEqualTo(1);
        assertThat(trail.append(Side.TARGET, action("second")).number()).isEqualTo(2);
        assertThat(trail.append(Side.LEGACY, action("third")).number()).isEqualTo(3);
        for (Side side : Side.values()) {
            assertThat(trail.list(side)).extracting(AuditRecord::number).containsExactly(1L, 2L, 3L);
            assertThat(AuditRecord.firstFault(trail.list(side))).isZero();
        }
    }

    @Test
    void whatWasChangedRemovedOrInsertedShows() {
        AuditTrail trail = trail("p");
        for (int i = 0; i < 5; i++) {
            assertThat(trail.append(Side.LEGACY, action("s" + i)).isSound()).isTrue();
        }
        List<AuditRecord> whole = trail.list(Side.LEGACY);

        List<AuditRecord> removed = new ArrayList<>(whole);
        removed.remove(2);
        assertThat(AuditRecord.firstFault(removed)).isEqualTo(3);
        List<AuditRecord> swapped = new ArrayList<>(whole);
        swapped.set(1, whole.get(2));
        assertThat(AuditRecord.firstFault(swapped)).isEqualTo(2);
        List<AuditRecord> anew = new ArrayList<>(whole);
        anew.set(
                1,
                AuditRecord.of(
                        2, "module", "later", "p", action("other"), whole.get(0).hash()));
        assertThat(anew.get(1).isSound()).isTrue();
        assertThat(AuditRecord.firstFault(anew)).isEqualTo(3);

        ControlEntries entries = legacy.entries();
        ControlEntries.Entry entry = entries.list("audit/").get(3);
        entries.replace(entry, entry.text().replace("somebody", "nobody"));
        target.entries().list("audit/").forEach(it -> target.entries().remove(it));
        assertThat(AuditRecord.firstFault(trail.list(Side.LEGACY))).isEqualTo(4);
    }
}
