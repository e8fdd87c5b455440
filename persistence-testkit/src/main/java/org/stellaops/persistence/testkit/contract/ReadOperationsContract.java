// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
import static org.stellaops.persistence.testkit.contract.Contents.account;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Contents.withChildren;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-READ}: counts, existence, many keys at once, streams. */
public abstract class ReadOperationsContract extends RecordStoreContract {

    private static final int RECORDS = 11;

    /** For subclasses. */
    protected ReadOperationsContract() {}

    @Test
    @Clause("ST-READ-1")
    final void aCountIsExactUpToItsBound() {
        RecordStore store = filled();
        Condition even = Condition.eq(NUMBER, 0);

        assertThat(store.count(Optional.empty(), Condition.all(), Long.MAX_VALUE))
                .isEqualTo(RECORDS);
        assertThat(store.count(Optional.empty(), even, Long.MAX_VALUE)).isEqualTo(6);
        assertThat(store.count(Optional.empty(), Condition.not(even), 100)).isEqualTo(5);
        assertThat(store.count(Optional.empty(), even, 6)).isEqualTo(6);
        assertThat(store.count(Optional.empty(), even, 4)).isEqualTo(4);
        assertThat(store.count(Optional.empty(), Condition.eq(NUMBER, 7), 1)).isZero();
    }

    @Test
    @Clause("ST-READ-2")
    final void anEstimateOfFewIsExact() {
        RecordStore store = filled();

        assertThat(store.estimate(Optional.empty())).isEqualTo(new CountEstimate(RECORDS, true));
    }

    @Test
    @Clause("ST-READ-3")
    final void countsAndEstimatesStayWithinTheTenant() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        for (String id : List.of("a", "b", "c")) {
            applied(store.put(new RecordKey("t1", id), account(id), Precondition.none()));
        }
        applied(store.put(new RecordKey("t2", "a"), account("x"), Precondition.none()));

        assertThat(store.count(Optional.of("t1"), Condition.all(), 10)).isEqualTo(3);
        assertThat(store.count(Optional.of("t2"), Condition.all(), 10)).isEqualTo(1);
        assertThat(store.count(Optional.of("t3"), Condition.all(), 10)).isZero();
        assertThat(store.estimate(Optional.of("t1"))).isEqualTo(new CountEstimate(3, true));
        assertThat(store.exists(new RecordKey("t1", "b"))).isTrue();
        assertThat(store.exists(new RecordKey("t2", "b"))).isFalse();
        assertThat(store.findAll(List.of(new RecordKey("t2", "b"), new RecordKey("t2", "a")))
                        .items())
                .extracting(StoredRecord::content)
                .containsExactly(account("x"));
    }

    @Test
    @Clause("ST-READ-4")
    final void aKeyExistsFromItsFirstWriteToItsDelete() {
        RecordStore store = everything();
        assertThat(store.exists(key("k"))).isFalse();

        applied(store.put(key("k"), withChildren("x", "p"), Precondition.none()));
        assertThat(store.exists(key("k"))).isTrue();
        assertThat(store.exists(key("K"))).isFalse();

        applied(store.delete(key("k"), Precondition.none()));
        assertThat(store.exists(key("k"))).isFalse();
    }

    @Test
    @Clause("ST-READ-5")
    final void manyKeysAreFoundAsEachAloneInTheOrderAsked() {
        RecordStore store = filled();
        applied(store.delete(key("k3"), Precondition.none()));
        List<RecordKey> asked = new ArrayList<>(List.of(key("none"), key("k3"), key("k1"), key("k0"), key("k1")));
        IntStream.range(4, RECORDS).forEach(i -> asked.add(0, key("k" + i)));

        Page<StoredRecord> found = store.findAll(asked);

        assertThat(found.items())
                .containsExactlyElementsOf(asked.stream()
                        .distinct()
                        .flatMap(it -> store.find(it).stream())
                        .toList())
                .hasSize(RECORDS - 2);
        assertThat(found.next()).isEmpty();
        assertThat(found.unreadable()).isEmpty();
        assertThat(store.findAll(List.of()).items()).isEmpty();
    }

    @Test
    @Clause("ST-READ-6")
    final void tooManyKeysKeysOfSeveralTenantsAndOtherConditionsAreRefused() {
        RecordStore store = everything();
        RecordStore accounts = open(ContractTypes.ACCOUNTS);
        List<RecordKey> tooMany = Collections.nCopies(Limits.MOST_KEYS + 1, key("k"));
        List<RecordKey> twoTenants = List.of(new RecordKey("t1", "a"), new RecordKey("t2", "a"));
        Condition unknown = Condition.eq(Field.of("no such field", Integer.class), 1);

        assertThatIllegalArgumentException().isThrownBy(() -> store.findAll(tooMany));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.findAll(twoTenants));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.exists(key("k")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.count(Optional.empty(), unknown, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> store.count(Optional.of("t"), Condition.all(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.estimate(Optional.empty()));
    }

    @Test
    @Clause("ST-READ-7")
    final void aStreamIsTheListingPageByPage() {
        RecordStore store = filled();
        EntityStore<ContractTypes.Everything> entities = EntityStore.global(store, ContractTypes.EVERYTHING);
        Query query = Query.where(Condition.eq(NUMBER, 0)).limit(2).orderBy(Contents.KEY.desc());

        assertThat(entities.stream(query).map(ContractTypes.Everything::key))
                .containsExactly("k8", "k6", "k4", "k2", "k10", "k0");
        assertThat(entities.stream(query).limit(3)).hasSize(3);
        assertThat(entities.stream(Query.where(Condition.eq(NUMBER, 7)))).isEmpty();
    }

    @Test
    @Clause("ST-READ-8")
    final void someFieldsAreThoseOfTheListing() {
        RecordStore store = everything();
        for (int i = 0; i < RECORDS; i++) {
            Struct content = RandomContents.ofTheBasicPlane(500 + i).of(ContractTypes.EVERYTHING);
            applied(store.put(key("k" + i), content.with("number", Value.of(i % 3)), Precondition.none()));
        }
        for (Set<String> fields : List.of(
                Set.<String>of(),
                Set.of("number"),
                Set.of("text", "parts"),
                Set.of("labels", "anything", "at", "fineAt"),
                Set.of("rest", "tags"))) {
            Query query = Query.all().orderBy(NUMBER.desc()).limit(4);
            Page<Selected> some;
            do {
                Page<StoredRecord> whole = store.query(Optional.empty(), query);
                some = store.select(Optional.empty(), query, fields);
                assertThat(some)
                        .as("%s", fields)
                        .isEqualTo(whole.map(it -> Selected.of(it.key(), it.content(), fields)));
                query = some.next().map(query::after).orElse(query);
            } while (some.next().isPresent());
        }
        assertThat(EntityStore.global(store, ContractTypes.EVERYTHING)
                        .keys(Query.where(Condition.eq(NUMBER, 0)))
                        .items())
                .containsExactly(key("k0"), key("k3"), key("k6"), key("k9"));
        assertThat(EntityStore.global(store, ContractTypes.EVERYTHING)
                        .select(Query.all().limit(1), NUMBER)
                        .items()
                        .get(0)
                        .value(NUMBER))
                .contains(0);
    }

    @Test
    @Clause("ST-READ-9")
    final void fieldsThatAreNoneAndTenantsThatAreMissingAreRefused() {
        RecordStore store = everything();
        RecordStore accounts = open(ContractTypes.ACCOUNTS);
        for (String tenant : List.of("t1", "t2")) {
            applied(accounts.put(new RecordKey(tenant, "a"), account("of " + tenant), Precondition.none()));
        }

        assertThat(accounts.select(Optional.of("t2"), Query.all(), Set.of("name"))
                        .items())
                .containsExactly(new Selected(new RecordKey("t2", "a"), account("of t2")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.select(Optional.empty(), Query.all(), Set.of("no such field")));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.select(Optional.empty(), Query.all(), Set.of()));
    }

    private RecordStore filled() {
        RecordStore store = everything();
        for (int i = 0; i < RECORDS; i++) {
            applied(store.put(key("k" + i), with("number", Value.of(i % 2)), Precondition.none()));
        }
        return store;
    }
}
