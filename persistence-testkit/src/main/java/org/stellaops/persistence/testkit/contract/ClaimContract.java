// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
import static org.stellaops.persistence.testkit.contract.Contents.TEXT;
import static org.stellaops.persistence.testkit.contract.Contents.account;
import static org.stellaops.persistence.testkit.contract.Contents.contentAt;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.withChildren;
import static org.stellaops.persistence.testkit.contract.Outcomes.absent;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.stored;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-CLAIM}: workers take the next record. */
public abstract class ClaimContract extends RecordStoreContract {

    private static final Field<String> NAME = Field.of("name", String.class);

    private static final Query OLDEST_OPEN =
            Query.where(Condition.eq(TEXT, "open")).orderBy(NUMBER.asc());

    private static final int WORKERS = 8;
    private static final int JOBS = 64;

    /** For subclasses. */
    protected ClaimContract() {}

    @Test
    @Clause("ST-CLAIM-1")
    final void aClaimTakesTheFirstInTheOrderAndAnswersIt() {
        RecordStore store = jobs(3);

        Updated<StoredRecord> claimed = claim(store, "me");

        Struct after = job(0).with("text", Value.of("me"));
        assertThat(claimed.after()).contains(stored(key("k3"), after, applied(claimed.outcome())));
        assertThat(store.find(key("k3"))).isEqualTo(claimed.after());
        assertThat(claim(store, "me").after().orElseThrow().key()).isEqualTo(key("k2"));
        assertThat(claim(store, "me").after().orElseThrow().key()).isEqualTo(key("k1"));
        assertThat(contentAt(store, key("k1"))).contains(job(2).with("text", Value.of("me")));
    }

    @Test
    @Clause("ST-CLAIM-2")
    final void whereThereIsNothingToClaimNothingIsClaimed() {
        RecordStore store = jobs(1);
        applied(claim(store, "me").outcome());

        absent(claim(store, "me").outcome());

        applied(store.update(key("k1"), Patch.set(TEXT, "open"), Precondition.none())
                .outcome());
        assertThat(claim(store, "me").after().orElseThrow().key()).isEqualTo(key("k1"));
    }

    @Test
    @Clause("ST-CLAIM-3")
    final void ofManyWorkersNoTwoTakeOneJobAndNoneIsLeft() {
        RecordStore store = jobs(JOBS);

        List<List<RecordKey>> taken = Race.of(WORKERS, i -> {
            List<RecordKey> own = new ArrayList<>();
            Updated<StoredRecord> claimed = claim(store, "worker " + i);
            while (claimed.isApplied()) {
                own.add(claimed.after().orElseThrow().key());
                claimed = claim(store, "worker " + i);
            }
            absent(claimed.outcome());
            return own;
        });

        assertThat(taken.stream().flatMap(List::stream)).doesNotHaveDuplicates().hasSize(JOBS);
        for (int i = 0; i < WORKERS; i++) {
            String worker = "worker " + i;
            assertThat(taken.get(i))
                    .allSatisfy(
                            it -> assertThat(contentAt(store, it).orElseThrow().find("text"))
                                    .contains(Value.of(worker)));
        }
        assertThat(store.count(Optional.empty(), Condition.eq(TEXT, "open"), JOBS))
                .isZero();
    }

    @Test
    @Clause("ST-CLAIM-4")
    final void aClaimStaysWithinItsTenant() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        applied(store.put(new RecordKey("t1", "a"), account("open"), Precondition.none()));
        applied(store.put(new RecordKey("t2", "b"), account("open"), Precondition.none()));
        Query open = Query.where(Condition.eq(NAME, "open"));

        Updated<StoredRecord> claimed = store.claim(Optional.of("t2"), open, Patch.set(NAME, "taken"));

        assertThat(claimed.after().orElseThrow().key()).isEqualTo(new RecordKey("t2", "b"));
        absent(store.claim(Optional.of("t2"), open, Patch.set(NAME, "taken")).outcome());
        absent(store.claim(Optional.of("t3"), open, Patch.set(NAME, "taken")).outcome());
        assertThat(contentAt(store, new RecordKey("t1", "a"))).contains(account("open"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.claim(Optional.empty(), open, Patch.set(NAME, "taken")));
    }

    @Test
    @Clause("ST-CLAIM-5")
    final void aPatchThatNoSingleStatementMakesClaimsAsWell() {
        RecordStore store = jobs(8);
        Value parts = Value.Items.of(Struct.builder().put("name", "taken").build());
        Patch patch = Patch.set(TEXT, "taken").andSet(Field.of("parts", Value.class), parts);

        List<Optional<RecordKey>> taken = Race.of(
                4,
                i -> store.claim(Optional.empty(), OLDEST_OPEN, patch).after().map(StoredRecord::key));

        assertThat(taken.stream().flatMap(Optional::stream))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrder(key("k8"), key("k7"), key("k6"), key("k5"));
        assertThat(contentAt(store, key("k8")))
                .contains(job(0).with("text", Value.of("taken")).with("parts", parts));
    }

    private static Updated<StoredRecord> claim(RecordStore store, String worker) {
        return store.claim(Optional.empty(), OLDEST_OPEN, Patch.set(TEXT, worker));
    }

    private static Struct job(int number) {
        return withChildren("open", "p").with("number", Value.of(number));
    }

    /** Jobs whose order is not that of their keys. */
    private RecordStore jobs(int count) {
        RecordStore store = everything();
        assertThat(store.writeAll(IntStream.rangeClosed(1, count)
                        .<RecordWrite>mapToObj(
                                i -> new RecordWrite.Put(key("k" + i), job(count - i), Precondition.none()))
                        .toList()))
                .allMatch(it -> it.isApplied());
        return store;
    }
}
