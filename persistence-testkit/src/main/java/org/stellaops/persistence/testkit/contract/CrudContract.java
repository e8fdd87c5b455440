// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.contentAt;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Contents.withChildren;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.stored;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-CRUD}: what is put is found, what is deleted is gone, and versions only rise. */
public abstract class CrudContract extends RecordStoreContract {

    private static final RecordKey KEY = key("k");

    private static final List<String> AWKWARD_IDS = List.of(
            "a",
            "A",
            " ",
            "a ",
            "a/b",
            "a.b",
            "$a",
            "{\"tenant\":\"x\"}",
            "'; --",
            "%",
            "\\",
            "\t",
            "1",
            "01",
            "é",
            "e\u0301",
            "\uFFFD",
            "\uD83D\uDE00");

    /** For subclasses. */
    protected CrudContract() {}

    @Test
    @Clause("ST-CRUD-1")
    final void aKeyThatWasNeverWrittenIsEmpty() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        assertThat(store.find(KEY)).isEmpty();
        assertThat(store.query(Optional.empty(), Query.all()).items()).isEmpty();
    }

    @Test
    @Clause("ST-CRUD-2")
    final void whatWasPutIsFoundWithTheRevisionThatWasAnswered() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        Revision revision = applied(store.put(KEY, withChildren("new", "p", "q"), Precondition.none()));

        StoredRecord expected = stored(KEY, withChildren("new", "p", "q"), revision);
        assertThat(revision.version()).isPositive();
        assertThat(store.find(KEY)).contains(expected);
        assertThat(store.query(Optional.empty(), Query.all()).items()).containsExactly(expected);
    }

    @Test
    @Clause("ST-CRUD-3")
    final void aPutReplacesTheWholeContent() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        applied(store.put(
                KEY,
                withChildren("old", "p", "q", "r")
                        .with("anything", Value.of(1))
                        .with("rest", Struct.builder().put("extra", "x").build()),
                Precondition.none()));

        applied(store.put(KEY, withChildren("new", "r").without("text"), Precondition.none()));

        assertThat(contentAt(store, KEY)).contains(withChildren("new", "r").without("text"));
    }

    @Test
    @Clause("ST-CRUD-4")
    final void aDeletedRecordIsGone() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision put = applied(store.put(KEY, withChildren("old", "p"), Precondition.none()));

        Revision deleted = applied(store.delete(KEY, Precondition.none()));

        assertThat(deleted.version()).isGreaterThan(put.version());
        assertThat(store.find(KEY)).isEmpty();
        assertThat(store.query(Optional.empty(), Query.all()).items()).isEmpty();
    }

    @Test
    @Clause("ST-CRUD-5")
    final void deletingWhatIsNotThereIsNotApplied() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        Outcomes.absent(store.delete(KEY, Precondition.none()));

        applied(store.put(KEY, text("x"), Precondition.none()));
        applied(store.delete(KEY, Precondition.none()));
        Outcomes.absent(store.delete(KEY, Precondition.none()));
    }

    @Test
    @Clause("ST-CRUD-6")
    final void versionsRiseWithEachWriteAlsoOverDeletes() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        Revision first = applied(store.put(KEY, text("1"), Precondition.none()));
        Revision second = applied(store.put(KEY, text("2"), Precondition.none()));
        Revision third = applied(store.delete(KEY, Precondition.none()));
        Revision fourth = applied(store.put(KEY, text("1"), Precondition.absent()));
        Revision fifth = applied(store.delete(KEY, Precondition.none()));
        Revision sixth = applied(store.put(KEY, text("1"), Precondition.none()));

        List<Revision> all = List.of(first, second, third, fourth, fifth, sixth);
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.stream().map(Revision::version)).isSorted().doesNotHaveDuplicates();
        assertThat(store.find(KEY)).contains(stored(KEY, text("1"), sixth));
    }

    @Test
    @Clause("ST-CRUD-7")
    final void aPutOfTheSameContentIsAWrite() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision first = applied(store.put(KEY, text("same"), Precondition.none()));

        Revision second = applied(store.put(KEY, text("same"), Precondition.none()));

        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(store.find(KEY)).contains(stored(KEY, text("same"), second));
    }

    @Test
    @Clause("ST-CRUD-8")
    final void aWriteTouchesNoOtherRecord() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        RecordKey other = key("other");
        Revision revision = applied(store.put(other, withChildren("other", "p"), Precondition.none()));

        applied(store.put(KEY, withChildren("x", "q"), Precondition.none()));
        applied(store.put(KEY, withChildren("y"), Precondition.none()));
        applied(store.delete(KEY, Precondition.none()));

        assertThat(store.find(other)).contains(stored(other, withChildren("other", "p"), revision));
    }

    @Test
    @Clause("ST-CRUD-9")
    final void everyTextIsAnIdOfItsOwn() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        AWKWARD_IDS.forEach(id -> applied(store.put(key(id), text("of " + id), Precondition.absent())));

        assertThat(AWKWARD_IDS)
                .allSatisfy(id -> assertThat(contentAt(store, key(id))).contains(text("of " + id)));
        assertThat(store.query(Optional.empty(), Query.all()).items()).hasSameSizeAs(AWKWARD_IDS);
    }

    @Test
    @Clause("ST-CRUD-10")
    final void theLongestIdIsStored() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        RecordKey longest = key("\uD83D\uDE00".repeat(RecordKey.LONGEST_ID / 4));

        applied(store.put(longest, withChildren("x", "p"), Precondition.none()));

        assertThat(contentAt(store, longest)).contains(withChildren("x", "p"));
        applied(store.delete(longest, Precondition.none()));
        assertThat(store.find(longest)).isEmpty();
    }

    @Test
    @Clause("ST-CRUD-11")
    final void uuidsAreIds() {
        RecordStore store = open(ContractTypes.DEVICES);
        RecordKey uuid = key("00000000-0000-4000-8000-0000000000ff");
        Struct content = Struct.builder().put("name", "n").build();

        Revision revision = applied(store.put(uuid, content, Precondition.none()));

        StoredRecord expected = stored(uuid, content, revision);
        assertThat(store.find(uuid)).contains(expected);
        assertThat(store.query(Optional.empty(), Query.all()).items()).containsExactly(expected);
    }

    @Test
    @Clause("ST-CRUD-11")
    final void objectIdsAreIds() {
        RecordStore store = open(ContractTypes.TICKETS);
        RecordKey oid = key("0123456789abcdef01234567");
        Struct content = Struct.builder().put("order", "first").build();

        Revision revision = applied(store.put(oid, content, Precondition.none()));

        StoredRecord expected = stored(oid, content, revision);
        assertThat(store.find(oid)).contains(expected);
        assertThat(store.query(Optional.empty(), Query.all()).items()).containsExactly(expected);
    }

    @Test
    @Clause("ST-CRUD-12")
    final void anIdOfAnotherKindIsRefused() {
        RecordStore devices = open(ContractTypes.DEVICES);
        Struct content = Struct.builder().put("name", "n").build();

        for (String id : List.of("no uuid", "00000000-0000-4000-8000-0000000000FF", "0-0-0-0-0")) {
            assertThatIllegalArgumentException().isThrownBy(() -> devices.put(key(id), content, Precondition.none()));
            assertThatIllegalArgumentException().isThrownBy(() -> devices.delete(key(id), Precondition.none()));
        }
        assertThat(devices.query(Optional.empty(), Query.all()).items()).isEmpty();
    }

    @Test
    @Clause("ST-CRUD-13")
    final void anAnnotatedRecordComesBackEqual() {
        EntityStore<ContractTypes.Everything> entities =
                EntityStore.global(open(ContractTypes.EVERYTHING), ContractTypes.EVERYTHING);
        ContractTypes.Everything full = Samples.everything("k");

        applied(entities.put(full, Precondition.none()));

        assertThat(entities.find("k"))
                .hasValueSatisfying(
                        found -> assertThat(found).usingRecursiveComparison().isEqualTo(full));
    }

    @Test
    @Clause("ST-CRUD-13")
    final void aTypeFromTheBuilderComesBackEqual() {
        EntityStore<Document> entities = EntityStore.global(open(ContractTypes.LISTS), ContractTypes.LISTS);
        Document full = new Document("k", Samples.lists());

        applied(entities.put(full, Precondition.none()));

        assertThat(entities.find("k")).contains(full);
    }
}
