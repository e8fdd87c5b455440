// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.contentAt;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.conflict;
import static org.stellaops.persistence.testkit.contract.Outcomes.rejected;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.DeleteReport;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.SoftDeletes;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.WriteOutcome.Rejected.Kind;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-LIFE}: append-only types, soft deletes, expiry. */
public abstract class LifecycleContract extends RecordStoreContract {

    private static final Field<Instant> AT = Field.of("at", Instant.class);
    private static final Field<String> MESSAGE = Field.of("message", String.class);
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.890Z");

    /** For subclasses. */
    protected LifecycleContract() {}

    @Test
    @Clause("ST-LIFE-1")
    final void anAppendOnlyRecordIsInsertedOnceAndNeverChanged() {
        RecordStore store = open(ContractTypes.LOG);
        Revision first = applied(store.put(key("k"), message("a"), Precondition.none()));

        assertThat(applied(store.put(key("k"), message("a"), Precondition.none())))
                .isEqualTo(first);
        conflict(store.put(key("k"), message("a"), Precondition.absent()), first);
        appendOnly(store.put(key("k"), message("b"), Precondition.none()));
        appendOnly(store.put(key("k"), message("b"), Precondition.revision(first)));
        appendOnly(store.delete(key("k"), Precondition.none()));
        appendOnly(store.update(key("k"), Patch.set(MESSAGE, "b"), Precondition.none())
                .outcome());
        assertThat(contentAt(store, key("k"))).contains(message("a"));
    }

    @Test
    @Clause("ST-LIFE-2")
    final void manyInsertsIntoAnAppendOnlyTypeSkipWhatIsThere() {
        RecordStore store = open(ContractTypes.LOG);
        Revision first = applied(store.put(key("k1"), message("a"), Precondition.none()));

        List<WriteOutcome> outcomes = store.writeAll(List.of(
                new RecordWrite.Put(key("k0"), message("new"), Precondition.none()),
                new RecordWrite.Put(key("k1"), message("a"), Precondition.none()),
                new RecordWrite.Put(key("k1"), message("b"), Precondition.none()),
                new RecordWrite.Delete(key("k1"), Precondition.none()),
                new RecordWrite.Put(key("k2"), message("new"), Precondition.absent())));

        applied(outcomes.get(0));
        assertThat(applied(outcomes.get(1))).isEqualTo(first);
        appendOnly(outcomes.get(2));
        appendOnly(outcomes.get(3));
        applied(outcomes.get(4));
        assertThat(contentAt(store, key("k1"))).contains(message("a"));
    }

    @Test
    @Clause("ST-LIFE-3")
    final void aSoftDeletedEntityIsHiddenRestoredAndPurged() {
        RecordStore store = everything();
        EntityStore<ContractTypes.Everything> all = EntityStore.global(store, ContractTypes.EVERYTHING);
        SoftDeletes<ContractTypes.Everything> visible = all.softDeleting(AT, () -> NOW);
        for (String id : List.of("a", "b", "c")) {
            applied(store.put(key(id), text(id), Precondition.none()));
        }

        applied(visible.delete("b").outcome());
        applied(visible.delete("c").outcome());

        assertThat(visible.delete("b").outcome()).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(visible.find("a")).isPresent();
        assertThat(visible.find("b")).isEmpty();
        assertThat(visible.find(Query.all()).items())
                .extracting(ContractTypes.Everything::key)
                .containsExactly("a");
        assertThat(visible.count(Condition.all(), 10)).isEqualTo(1);
        assertThat(contentAt(store, key("b"))).contains(text("b").with("at", Value.of(NOW)));

        applied(visible.restore("b").outcome());

        assertThat(visible.restore("b").outcome()).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(visible.count(Condition.all(), 10)).isEqualTo(2);
        assertThat(visible.purge(NOW, 10)).isEqualTo(new DeleteReport(0, true, List.of()));
        assertThat(visible.purge(NOW.plusMillis(1), 10)).isEqualTo(new DeleteReport(1, true, List.of()));
        assertThat(all.exists("c")).isFalse();
        assertThat(all.exists("b")).isTrue();
    }

    @Test
    @Clause("ST-LIFE-4")
    final void expiryDeletesWhatIsBeforeTheMomentAndNothingElse() {
        RecordStore store = everything();
        EntityStore<ContractTypes.Everything> all = EntityStore.global(store, ContractTypes.EVERYTHING);
        for (int i = 0; i < 6; i++) {
            applied(store.put(
                    key("k" + i),
                    text("x").with("at", Value.of(NOW.plus(Duration.ofMinutes(i)))),
                    Precondition.none()));
        }
        applied(store.put(key("never"), text("x"), Precondition.none()));

        assertThat(all.expire(AT, NOW.plus(Duration.ofMinutes(4)), 3)).isEqualTo(new DeleteReport(3, false, List.of()));
        assertThat(all.expire(AT, NOW.plus(Duration.ofMinutes(4)), 3)).isEqualTo(new DeleteReport(1, true, List.of()));
        assertThat(all.find(Query.all()).items())
                .extracting(ContractTypes.Everything::key)
                .containsExactly("k4", "k5", "never");
    }

    private static void appendOnly(WriteOutcome outcome) {
        rejected(outcome, Kind.APPEND_ONLY, "id");
    }

    private static Struct message(String text) {
        return Struct.builder().put("message", text).build();
    }
}
