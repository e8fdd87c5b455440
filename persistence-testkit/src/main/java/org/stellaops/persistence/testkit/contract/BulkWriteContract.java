// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.DeleteReport;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-BULK}: many writes at once, each with an outcome of its own. */
public abstract class BulkWriteContract extends RecordStoreContract {

    private static final int RUNNERS = 4;

    /** For subclasses. */
    protected BulkWriteContract() {}

    @Test
    @Clause("ST-BULK-1")
    final void manyPutsAreWhatEachAloneWouldBe() {
        RecordStore store = everything();
        Revision first = applied(store.put(key("k1"), withChildren("old", "p", "q"), Precondition.none()));

        List<WriteOutcome> outcomes = store.writeAll(many(5, i -> put("k" + i, withChildren("new " + i, "p" + i))));

        assertThat(outcomes).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(store.find(key("k" + i)))
                    .contains(stored(key("k" + i), withChildren("new " + i, "p" + i), applied(outcomes.get(i))));
        }
        assertThat(applied(outcomes.get(1)).version()).isGreaterThan(first.version());
        assertThat(outcomes.stream().map(Outcomes::applied)).doesNotHaveDuplicates();

        List<WriteOutcome> again = store.writeAll(many(5, i -> put("k" + i, text("again " + i))));

        for (int i = 0; i < 5; i++) {
            assertThat(applied(again.get(i)).version())
                    .isGreaterThan(applied(outcomes.get(i)).version());
            assertThat(contentAt(store, key("k" + i))).contains(text("again " + i));
        }
    }

    @Test
    @Clause("ST-BULK-2")
    final void eachWriteHasItsOwnPreconditionAndOutcome() {
        RecordStore store = everything();
        Revision there = applied(store.put(key("there"), text("x"), Precondition.none()));
        Revision old = applied(store.put(key("changed"), text("x"), Precondition.none()));
        Revision changed = applied(store.put(key("changed"), text("y"), Precondition.none()));

        List<WriteOutcome> outcomes = store.writeAll(List.of(
                new RecordWrite.Put(key("there"), text("a"), Precondition.absent()),
                new RecordWrite.Put(key("none"), text("b"), Precondition.present()),
                new RecordWrite.Put(key("changed"), text("c"), Precondition.revision(old)),
                new RecordWrite.Put(key("new"), text("d"), Precondition.absent()),
                new RecordWrite.Put(key("bad"), text("a\u0000"), Precondition.none()),
                new RecordWrite.Delete(key("gone"), Precondition.none())));

        conflict(outcomes.get(0), there);
        conflictOverNothing(outcomes.get(1));
        conflict(outcomes.get(2), changed);
        applied(outcomes.get(3));
        rejected(outcomes.get(4), WriteOutcome.Rejected.Kind.VALUE, "text");
        absent(outcomes.get(5));
        assertThat(contentAt(store, key("there"))).contains(text("x"));
        assertThat(contentAt(store, key("none"))).isEmpty();
        assertThat(contentAt(store, key("changed"))).contains(text("y"));
        assertThat(contentAt(store, key("new"))).contains(text("d"));

        List<WriteOutcome> fitting = store.writeAll(List.of(
                new RecordWrite.Put(key("there"), text("e"), Precondition.present()),
                new RecordWrite.Put(key("changed"), text("f"), Precondition.revision(changed)),
                new RecordWrite.Put(key("new"), text("g"), Precondition.holds(Condition.eq(Contents.TEXT, "d")))));

        assertThat(fitting).allMatch(WriteOutcome::isApplied);
        assertThat(contentAt(store, key("changed"))).contains(text("f"));
    }

    @Test
    @Clause("ST-BULK-3")
    final void aUniqueKeyRejectsOneWriteAndNoOther() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        Struct taken = account("first").with("email", Value.of("a@x"));
        applied(store.put(new RecordKey("t", "first"), taken, Precondition.none()));

        List<WriteOutcome> outcomes = store.writeAll(many(
                9,
                i -> new RecordWrite.Put(
                        new RecordKey("t", "k" + i),
                        i == 4 ? account("k4").with("email", Value.of("a@x")) : account("k" + i),
                        Precondition.none())));

        for (int i = 0; i < 9; i++) {
            if (i == 4) {
                rejected(outcomes.get(4), WriteOutcome.Rejected.Kind.UNIQUE, "accounts_email");
            } else {
                applied(outcomes.get(i));
            }
        }
        assertThat(store.count(Optional.of("t"), Condition.all(), 100)).isEqualTo(9);
        assertThat(store.exists(new RecordKey("t", "k4"))).isFalse();
    }

    @Test
    @Clause("ST-BULK-4")
    final void manyDeletesAreWhatEachAloneWouldBe() {
        RecordStore store = everything();
        List<WriteOutcome> written = store.writeAll(many(6, i -> put("k" + i, withChildren("x", "p"))));
        applied(store.delete(key("k5"), Precondition.none()));

        List<WriteOutcome> deleted =
                store.writeAll(many(6, i -> new RecordWrite.Delete(key("k" + i), Precondition.none())));

        for (int i = 0; i < 5; i++) {
            assertThat(applied(deleted.get(i)).version())
                    .isGreaterThan(applied(written.get(i)).version());
        }
        absent(deleted.get(5));
        assertThat(store.query(Optional.empty(), Query.all()).items()).isEmpty();

        List<WriteOutcome> reborn = store.writeAll(many(6, i -> put("k" + i, text("y"))));

        for (int i = 0; i < 5; i++) {
            assertThat(applied(reborn.get(i)).version())
                    .isGreaterThan(applied(deleted.get(i)).version());
        }
        List<WriteOutcome> deletedAgain =
                store.writeAll(many(6, i -> new RecordWrite.Delete(key("k" + i), Precondition.present())));
        assertThat(deletedAgain).allMatch(WriteOutcome::isApplied);
    }

    @Test
    @Clause("ST-BULK-5")
    final void writesOfOneKeyTakeEffectInTheirOrder() {
        RecordStore store = everything();

        List<WriteOutcome> outcomes = store.writeAll(List.of(
                put("k", text("first")),
                put("other", text("x")),
                new RecordWrite.Delete(key("k"), Precondition.present()),
                put("k", text("second")),
                new RecordWrite.Put(key("k"), text("third"), Precondition.absent())));

        assertThat(outcomes.subList(0, 4)).allMatch(WriteOutcome::isApplied);
        conflict(outcomes.get(4), applied(outcomes.get(3)));
        assertThat(contentAt(store, key("k"))).contains(text("second"));
    }

    @Test
    @Clause("ST-BULK-6")
    final void tooManyWritesAndSeveralTenantsAreRefusedAndNothingIsWritten() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        RecordWrite one = new RecordWrite.Put(new RecordKey("t1", "k"), account("x"), Precondition.none());
        RecordWrite other = new RecordWrite.Put(new RecordKey("t2", "k"), account("x"), Precondition.none());

        assertThatIllegalArgumentException().isThrownBy(() -> store.writeAll(List.of(one, other)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.writeAll(Collections.nCopies(Limits.MOST_KEYS + 1, one)));
        assertThat(store.writeAll(List.of())).isEmpty();
        assertThat(store.count(Optional.of("t1"), Condition.all(), 10)).isZero();
    }

    @Test
    @Clause("ST-BULK-7")
    final void aDeleteByConditionDeletesWhatItFindsAndNoMoreThanItsBound() {
        RecordStore store = everything();
        EntityStore<ContractTypes.Everything> entities = EntityStore.global(store, ContractTypes.EVERYTHING);
        assertThat(store.writeAll(many(20, i -> put("k" + i, with("number", Value.of(i % 4))))))
                .allMatch(WriteOutcome::isApplied);

        assertThat(entities.deleteAll(Condition.eq(NUMBER, 1), 3)).isEqualTo(new DeleteReport(3, false, List.of()));
        assertThat(entities.deleteAll(Condition.eq(NUMBER, 1), 100)).isEqualTo(new DeleteReport(2, true, List.of()));
        assertThat(entities.deleteAll(Condition.eq(NUMBER, 2), 5)).isEqualTo(new DeleteReport(5, true, List.of()));
        assertThat(entities.count(Condition.all(), 100)).isEqualTo(10);
        assertThat(entities.exists(Condition.in(NUMBER, List.of(1, 2)))).isFalse();
    }

    @Test
    @Clause("ST-BULK-8")
    final void batchesAtOnceLeaveWholeRecordsAndAnswerEachWrite() {
        RecordStore store = everything();

        List<List<WriteOutcome>> outcomes = Race.of(RUNNERS, runner -> {
            List<WriteOutcome> own = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                String text = "by " + runner + " in " + round;
                own.addAll(store.writeAll(many(10, i -> put("k" + i, withChildren(text, text)))));
            }
            return own;
        });

        assertThat(outcomes.stream().flatMap(List::stream))
                .allMatch(it ->
                        it.isApplied() || it instanceof WriteOutcome.Unknown || it instanceof WriteOutcome.Conflict);
        assertThat(outcomes.stream()
                        .flatMap(List::stream)
                        .filter(WriteOutcome::isApplied)
                        .map(Outcomes::applied))
                .isNotEmpty()
                .doesNotHaveDuplicates();
        for (int i = 0; i < 10; i++) {
            Struct content = contentAt(store, key("k" + i)).orElseThrow();
            String text = ((Value.Text) content.find("text").orElseThrow()).value();
            assertThat(content).isEqualTo(withChildren(text, text));
        }
        List<WriteOutcome> deleted =
                store.writeAll(many(10, i -> new RecordWrite.Delete(key("k" + i), Precondition.none())));
        assertThat(deleted).allMatch(WriteOutcome::isApplied);
    }

    private static RecordWrite put(String id, Struct content) {
        return new RecordWrite.Put(key(id), content, Precondition.none());
    }

    private static List<RecordWrite> many(int count, IntFunction<RecordWrite> each) {
        return IntStream.range(0, count).mapToObj(each).toList();
    }
}
