// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
import static org.stellaops.persistence.testkit.contract.Contents.TEXT;
import static org.stellaops.persistence.testkit.contract.Contents.account;
import static org.stellaops.persistence.testkit.contract.Contents.contentAt;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Contents.withChildren;
import static org.stellaops.persistence.testkit.contract.Outcomes.absent;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.conflict;
import static org.stellaops.persistence.testkit.contract.Outcomes.conflictOverNothing;
import static org.stellaops.persistence.testkit.contract.Outcomes.rejected;
import static org.stellaops.persistence.testkit.contract.Outcomes.stored;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-PATCH}: changes of some fields, increments, compare-and-set. */
public abstract class UpdateContract extends RecordStoreContract {

    private static final Field<Long> BIG = Field.of("big", Long.class);
    private static final Field<Boolean> FLAG = Field.of("flag", Boolean.class);
    private static final Field<Instant> AT = Field.of("at", Instant.class);
    private static final Field<Instant> FINE_AT = Field.of("fineAt", Instant.class);
    private static final Field<UUID> UUID_FIELD = Field.of("uuid", UUID.class);
    private static final Field<Double> RATIO = Field.of("ratio", Double.class);

    private static final int RUNNERS = 8;
    private static final int ROUNDS = 10;

    /** For subclasses. */
    protected UpdateContract() {}

    @Test
    @Clause("ST-PATCH-1")
    final void aPatchChangesItsFieldsAndNoOther() {
        RecordStore store = everything();
        Struct before = withChildren("x", "p", "q").with("number", Value.of(1)).with("flag", Value.of(true));
        Revision first = applied(store.put(key("k"), before, Precondition.none()));
        applied(store.put(key("other"), before, Precondition.none()));
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        Instant at = Instant.parse("2026-01-02T03:04:05.678Z");

        Updated<StoredRecord> updated = store.update(
                key("k"),
                Patch.set(TEXT, "y")
                        .andRemove(NUMBER)
                        .andSet(BIG, 7L)
                        .andSet(AT, at)
                        .andSet(FINE_AT, at.plusNanos(1_000))
                        .andSet(UUID_FIELD, uuid)
                        .andSet(RATIO, -0.0),
                Precondition.none());

        Struct after = before.with("text", Value.of("y"))
                .without("number")
                .with("big", Value.of(7L))
                .with("at", Value.of(at))
                .with("fineAt", Value.of(at.plusNanos(1_000)))
                .with("uuid", new Value.Uuid(uuid))
                .with("ratio", Value.of(-0.0));
        assertThat(applied(updated.outcome()).version()).isGreaterThan(first.version());
        assertThat(updated.after()).contains(stored(key("k"), after, applied(updated.outcome())));
        assertThat(store.find(key("k"))).isEqualTo(updated.after());
        assertThat(contentAt(store, key("other"))).contains(before);
    }

    @Test
    @Clause("ST-PATCH-2")
    final void listsAndJsonAreReplacedAsAWhole() {
        RecordStore store = everything();
        applied(store.put(key("k"), withChildren("x", "p", "q"), Precondition.none()));
        Value parts = Value.Items.of(Struct.builder().put("name", "only").build());
        Value anything = Struct.builder().put("a", Value.of(1)).build();

        Updated<StoredRecord> updated = store.update(
                key("k"),
                Patch.set(Field.of("parts", Value.class), parts)
                        .andSet(Field.of("anything", Value.class), anything)
                        .andSet(TEXT, "t".repeat(5_000)),
                Precondition.present());

        Struct after = withChildren("x", "p", "q")
                .with("parts", parts)
                .with("anything", anything)
                .with("text", Value.of("t".repeat(5_000)));
        assertThat(updated.after()).contains(stored(key("k"), after, applied(updated.outcome())));
        assertThat(store.find(key("k"))).isEqualTo(updated.after());
    }

    @Test
    @Clause("ST-PATCH-3")
    final void aPatchObeysItsPrecondition() {
        RecordStore store = everything();
        Revision first = applied(store.put(key("k"), text("open"), Precondition.none()));
        Patch close = Patch.set(TEXT, "closed");

        absent(store.update(key("none"), close, Precondition.none()).outcome());
        conflictOverNothing(
                store.update(key("none"), close, Precondition.present()).outcome());
        conflict(store.update(key("k"), close, Precondition.absent()).outcome(), first);
        conflict(
                store.update(key("k"), close, Precondition.holds(Condition.eq(TEXT, "shut")))
                        .outcome(),
                first);
        Revision second = applied(
                store.update(key("k"), close, Precondition.revision(first)).outcome());
        conflict(store.update(key("k"), close, Precondition.revision(first)).outcome(), second);
        applied(store.update(key("k"), Patch.set(TEXT, "open"), Precondition.holds(Condition.eq(TEXT, "closed")))
                .outcome());
        assertThat(contentAt(store, key("k"))).contains(text("open"));
        assertThat(contentAt(store, key("none"))).isEmpty();
    }

    @Test
    @Clause("ST-PATCH-4")
    final void anIncrementAddsExactlyAndRefusesToLeaveItsRange() {
        RecordStore store = everything();
        applied(store.put(key("k"), with("big", Value.of(Long.MAX_VALUE - 2)), Precondition.none()));

        assertThat(numbersAfter(store, Patch.increment(NUMBER, 5).andIncrement(BIG, 2)))
                .containsExactly(Value.of(5), Value.of(Long.MAX_VALUE));
        rejected(update(store, Patch.increment(BIG, 1)), WriteOutcome.Rejected.Kind.VALUE, "big");
        rejected(update(store, Patch.increment(NUMBER, 3_000_000_000L)), WriteOutcome.Rejected.Kind.VALUE, "number");
        assertThat(numbersAfter(store, Patch.increment(NUMBER, -7).andIncrement(BIG, -1)))
                .containsExactly(Value.of(-2), Value.of(Long.MAX_VALUE - 1));
        assertThat(contentAt(store, key("k")))
                .contains(with("number", Value.of(-2)).with("big", Value.of(Long.MAX_VALUE - 1)));
    }

    @Test
    @Clause("ST-PATCH-5")
    final void incrementsAtOnceLoseNothingAndMeetNoConflict() {
        RecordStore store = everything();
        applied(store.put(key("k"), withChildren("x", "p"), Precondition.none()));

        List<List<Value>> answers = Race.of(RUNNERS, i -> {
            List<Value> own = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Updated<StoredRecord> updated = store.update(key("k"), Patch.increment(BIG, 1), Precondition.none());
                applied(updated.outcome());
                own.add(updated.after().orElseThrow().content().find("big").orElseThrow());
            }
            return own;
        });

        assertThat(answers.stream().flatMap(List::stream))
                .doesNotHaveDuplicates()
                .hasSize(RUNNERS * ROUNDS);
        assertThat(contentAt(store, key("k")))
                .contains(withChildren("x", "p").with("big", Value.of((long) RUNNERS * ROUNDS)));
    }

    @Test
    @Clause("ST-PATCH-6")
    final void ofManyThatCompareAndSetOneValueOneWins() {
        RecordStore store = everything();
        EntityStore<ContractTypes.Everything> entities = EntityStore.global(store, ContractTypes.EVERYTHING);
        applied(store.put(key("k"), with("number", Value.of(0)), Precondition.none()));

        List<WriteOutcome> outcomes = Race.of(
                RUNNERS, i -> entities.compareAndSet("k", NUMBER, 0, i + 1).outcome());

        assertThat(outcomes)
                .hasOnlyElementsOfTypes(WriteOutcome.Applied.class, WriteOutcome.Conflict.class)
                .filteredOn(WriteOutcome::isApplied)
                .hasSize(1);
        int winner = 0;
        while (!outcomes.get(winner).isApplied()) {
            winner++;
        }
        assertThat(contentAt(store, key("k"))).contains(with("number", Value.of(winner + 1)));
    }

    @Test
    @Clause("ST-PATCH-7")
    final void whatCannotBeStoredIsRejectedAndNothingIsWritten() {
        RecordStore store = everything();
        RecordStore accounts = open(ContractTypes.ACCOUNTS);
        Revision first = applied(store.put(key("k"), text("x"), Precondition.none()));
        RecordKey one = new RecordKey("t", "one");
        applied(accounts.put(one, account("one"), Precondition.none()));
        applied(accounts.put(
                new RecordKey("t", "two"), account("two").with("email", Value.of("a@x")), Precondition.none()));

        rejected(update(store, Patch.set(TEXT, "a\u0000")), WriteOutcome.Rejected.Kind.VALUE, "text");
        rejected(
                accounts.update(one, Patch.remove(Field.of("name", String.class)), Precondition.none())
                        .outcome(),
                WriteOutcome.Rejected.Kind.VALUE,
                "name");
        rejected(
                accounts.update(one, Patch.set(Field.of("email", String.class), "a@x"), Precondition.none())
                        .outcome(),
                WriteOutcome.Rejected.Kind.UNIQUE,
                "accounts_email");
        assertThat(store.find(key("k"))).contains(stored(key("k"), text("x"), first));
        assertThat(contentAt(accounts, one)).contains(account("one"));
    }

    @Test
    @Clause("ST-PATCH-8")
    final void aPatchThatNoRecordCouldTakeIsRefused() {
        RecordStore store = everything();
        Field<Integer> unknown = Field.of("no such field", Integer.class);

        assertThatIllegalArgumentException().isThrownBy(() -> update(store, Patch.set(unknown, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> update(store, Patch.set(Contents.KEY, "k2")));
        assertThatIllegalArgumentException().isThrownBy(() -> update(store, Patch.increment(RATIO, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Patch.set(FLAG, true).andSet(FLAG, false));
    }

    private static WriteOutcome update(RecordStore store, Patch patch) {
        return store.update(key("k"), patch, Precondition.none()).outcome();
    }

    private static List<Value> numbersAfter(RecordStore store, Patch patch) {
        Struct content = store.update(key("k"), patch, Precondition.none())
                .after()
                .orElseThrow()
                .content();
        return List.of(content.find("number").orElseThrow(), content.find("big").orElseThrow());
    }
}
