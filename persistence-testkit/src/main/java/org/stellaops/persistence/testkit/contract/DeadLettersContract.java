// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/** Clauses {@code DL}: rejections are stored for all processes. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class DeadLettersContract implements ContractSubject {

    private static final String ENTITY = "things";
    private static final RecordKey KEY = RecordKey.of("acme", "a");
    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Instant LAST = Instant.parse("2026-01-02T03:05:06.789Z");
    private static final Instant NEXT = Instant.parse("2026-01-02T03:06:07.891Z");

    private AutoCloseable backend;

    private DeadLetters letters;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // JUnit calls openDeadLetters first.
    protected DeadLettersContract() {}

    /** Opens an empty backend of the module {@link ContractTypes#MODULE}. The contract closes it. */
    protected abstract AutoCloseable open();

    /** The dead letters of a backend that {@link #open} answered. */
    protected abstract DeadLetters deadLettersOf(AutoCloseable opened);

    @BeforeEach
    final void openDeadLetters() {
        backend = open();
        letters = deadLettersOf(backend);
    }

    @AfterEach
    final void closeBackend() throws Exception {
        backend.close();
    }

    @Test
    @Clause("DL-KEEP-1")
    final void anEntryIsReadAsItWasWritten() {
        RejectedImage trying = entry(KEY, 7, 1, Optional.of(NEXT));
        RejectedImage dead = new RejectedImage(
                ENTITY,
                RecordKey.global("g/\uD83D\uDE00'\"{}"),
                new VersionStamp(9, "t9"),
                "the place 'x\"' \uD83D\uDE00".repeat(100),
                12,
                FIRST,
                LAST,
                Optional.empty());

        assertThat(letters.write(Optional.empty(), trying)).isTrue();
        assertThat(letters.write(Optional.empty(), dead)).isTrue();

        assertThat(find(KEY)).contains(trying);
        assertThat(find(dead.key())).contains(dead);
        assertThat(deadLettersOf(backend).find(ENTITY, List.of(KEY))).containsEntry(KEY, trying);
    }

    @Test
    @Clause("DL-KEEP-2")
    final void anEntryIsWrittenOnlyOverExactlyTheExpectedOne() {
        RejectedImage first = entry(KEY, 7, 1, Optional.of(NEXT));
        RejectedImage second = entry(KEY, 7, 2, Optional.empty());
        assertThat(letters.write(Optional.of(first), second)).isFalse();
        assertThat(find(KEY)).isEmpty();
        assertThat(letters.write(Optional.empty(), first)).isTrue();

        assertThat(letters.write(Optional.empty(), second)).isFalse();
        assertThat(letters.write(Optional.of(second), second)).isFalse();
        assertThat(letters.write(Optional.of(entry(KEY, 8, 1, Optional.of(NEXT))), second))
                .isFalse();
        assertThat(letters.write(Optional.of(otherToken(first)), second)).isFalse();
        assertThat(find(KEY)).contains(first);

        assertThat(letters.write(Optional.of(first), second)).isTrue();
        assertThat(find(KEY)).contains(second);
        RejectedImage newer = entry(KEY, 8, 1, Optional.of(NEXT));
        assertThat(letters.write(Optional.of(second), newer)).isTrue();
        assertThat(find(KEY)).contains(newer);
    }

    @Test
    @Clause("DL-KEEP-3")
    final void exactlyTheExpectedEntryIsRemoved() {
        RejectedImage entry = entry(KEY, 7, 2, Optional.empty());
        RejectedImage neighbour = entry(RecordKey.of("acme", "b"), 7, 2, Optional.empty());
        assertThat(letters.write(Optional.empty(), entry)).isTrue();
        assertThat(letters.write(Optional.empty(), neighbour)).isTrue();

        assertThat(letters.remove(entry(KEY, 7, 1, Optional.empty()))).isFalse();
        assertThat(letters.remove(entry(KEY, 8, 2, Optional.empty()))).isFalse();
        assertThat(letters.remove(otherToken(entry))).isFalse();
        assertThat(find(KEY)).contains(entry);

        assertThat(letters.remove(entry)).isTrue();
        assertThat(letters.remove(entry)).isFalse();
        assertThat(find(KEY)).isEmpty();
        assertThat(find(neighbour.key())).contains(neighbour);
    }

    @Test
    @Clause("DL-KEEP-4")
    final void anEntityTypeSeesItsOwnEntriesOnly() {
        RejectedImage own = entry(KEY, 7, 2, Optional.empty());
        RejectedImage foreign =
                new RejectedImage("others", KEY, new VersionStamp(3, "o"), "no", 4, FIRST, LAST, Optional.empty());
        assertThat(letters.write(Optional.empty(), own)).isTrue();
        assertThat(letters.write(Optional.empty(), foreign)).isTrue();

        assertThat(letters.find(ENTITY, List.of(KEY, RecordKey.of("acme", "absent"))))
                .isEqualTo(Map.of(KEY, own));
        assertThat(letters.find(ENTITY, List.of())).isEmpty();
        assertThat(letters.list("others", Which.ALL, Optional.empty(), 10)).containsExactly(foreign);
        assertThat(letters.list("other", Which.ALL, Optional.empty(), 10)).isEmpty();
        assertThat(letters.count(ENTITY, 10)).isEqualTo(1);
    }

    @Test
    @Clause("DL-KEEP-5")
    final void entriesAreListedInTheOrderOfKeysPageByPage() {
        RejectedImage global = entry(RecordKey.global("z"), 1, 1, Optional.empty());
        RejectedImage trying = entry(RecordKey.of("acme", "A"), 2, 1, Optional.of(NEXT));
        RejectedImage dead = entry(KEY, 3, 3, Optional.empty());
        RejectedImage longer = entry(RecordKey.of("acme", "a b"), 4, 3, Optional.empty());
        RejectedImage last = entry(RecordKey.of("acme2", "a"), 5, 3, Optional.empty());
        for (RejectedImage it : List.of(last, dead, longer, trying, global)) {
            assertThat(letters.write(Optional.empty(), it)).isTrue();
        }

        assertThat(letters.list(ENTITY, Which.ALL, Optional.empty(), 10))
                .containsExactly(global, trying, dead, longer, last);
        assertThat(letters.list(ENTITY, Which.DEAD, Optional.empty(), 2)).containsExactly(global, dead);
        assertThat(letters.list(ENTITY, Which.DEAD, Optional.of(KEY), 10)).containsExactly(longer, last);
        assertThat(letters.list(ENTITY, Which.ALL, Optional.of(last.key()), 10)).isEmpty();
        assertThat(letters.count(ENTITY, 10)).isEqualTo(4);
        assertThat(letters.count(ENTITY, 3)).isEqualTo(3);
    }

    @Test
    @Clause("DL-KEEP-6")
    final void ofManyThatCountOneTryExactlyOneDoes() {
        List<Boolean> first = Race.of(8, i -> letters.write(Optional.empty(), entry(KEY, 7, 1, Optional.of(NEXT))));
        RejectedImage seen = find(KEY).orElseThrow();
        List<Boolean> second = Race.of(8, i -> letters.write(Optional.of(seen), entry(KEY, 7, 2, Optional.of(NEXT))));

        assertThat(first).containsOnlyOnce(true);
        assertThat(second).containsOnlyOnce(true);
        assertThat(find(KEY)).contains(entry(KEY, 7, 2, Optional.of(NEXT)));
    }

    private Optional<RejectedImage> find(RecordKey key) {
        return Optional.ofNullable(letters.find(ENTITY, List.of(key)).get(key));
    }

    private static RejectedImage entry(RecordKey key, long version, int tries, Optional<Instant> next) {
        return new RejectedImage(
                ENTITY, key, new VersionStamp(version, "t"), "no place for it", tries, FIRST, LAST, next);
    }

    private static RejectedImage otherToken(RejectedImage it) {
        return new RejectedImage(
                it.entity(),
                it.key(),
                new VersionStamp(it.stamp().version(), "u"),
                it.reason(),
                it.tries(),
                it.firstAt(),
                it.lastAt(),
                it.nextAt());
    }
}
