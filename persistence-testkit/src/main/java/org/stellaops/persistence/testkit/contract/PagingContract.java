// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.KEY;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
import static org.stellaops.persistence.testkit.contract.Contents.TEXT;
import static org.stellaops.persistence.testkit.contract.Contents.empty;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-PAGE}: pages together form the listing, whatever is written between them. */
public abstract class PagingContract extends RecordStoreContract {

    private static final int RECORDS = 11;

    /** For subclasses. */
    protected PagingContract() {}

    @Test
    @Clause("ST-PAGE-1")
    final void thePagesTogetherAreTheListing() {
        RecordStore store = filled();
        for (Query query : orders()) {
            List<StoredRecord> whole = store.query(Optional.empty(), query).items();
            assertThat(whole).hasSize(RECORDS);
            for (int size = 1; size <= RECORDS + 1; size++) {
                assertThat(walk(store, query.limit(size)))
                        .as("%s in pages of %s", query, size)
                        .containsExactlyElementsOf(whole);
            }
        }
    }

    @Test
    @Clause("ST-PAGE-2")
    final void everyPageIsFullExceptTheLastWhichHasNoToken() {
        RecordStore store = filled();

        Page<StoredRecord> first = store.query(Optional.empty(), Query.all().limit(RECORDS - 1));
        assertThat(first.items()).hasSize(RECORDS - 1);
        Page<StoredRecord> second = store.query(
                Optional.empty(),
                Query.all().limit(RECORDS - 1).after(first.next().orElseThrow()));

        assertThat(second.items()).hasSize(1);
        assertThat(second.next()).isEmpty();
        assertThat(store.query(Optional.empty(), Query.all().limit(RECORDS)).next())
                .isEmpty();
    }

    @Test
    @Clause("ST-PAGE-3")
    final void writesBehindThePageMoveNothing() {
        RecordStore store = filled();
        Query query = Query.all().limit(4);
        Page<StoredRecord> first = store.query(Optional.empty(), query);
        StoredRecord last = first.items().get(3);
        List<StoredRecord> rest = walk(store, query.after(first.next().orElseThrow()));

        applied(store.delete(first.items().get(0).key(), Precondition.none()));
        applied(store.delete(last.key(), Precondition.none()));
        applied(store.put(key("!before all"), empty(), Precondition.none()));

        assertThat(walk(store, query.after(first.next().orElseThrow()))).containsExactlyElementsOf(rest);
    }

    @Test
    @Clause("ST-PAGE-4")
    final void writesAheadOfThePageAreSeen() {
        RecordStore store = filled();
        Query query = Query.all().limit(RECORDS - 2);
        Page<StoredRecord> first = store.query(Optional.empty(), query);
        List<StoredRecord> rest = walk(store, query.after(first.next().orElseThrow()));
        assertThat(rest).hasSize(2);

        applied(store.delete(rest.get(0).key(), Precondition.none()));
        applied(store.put(key("\uD83D\uDE01last"), empty(), Precondition.none()));

        assertThat(walk(store, query.after(first.next().orElseThrow())))
                .extracting(it -> it.key().id())
                .containsExactly(rest.get(1).key().id(), "\uD83D\uDE01last");
    }

    @Test
    @Clause("ST-PAGE-5")
    final void aTokenOfAnotherQueryIsRefused() {
        RecordStore store = filled();
        PageToken token = tokenOf(store, Query.all().limit(2));

        for (Query other : List.of(
                Query.all().orderBy(NUMBER.asc()),
                Query.all().orderBy(KEY.desc()),
                Query.where(Condition.eq(NUMBER, 1)))) {
            assertThatIllegalArgumentException()
                    .as("%s", other)
                    .isThrownBy(() -> store.query(Optional.empty(), other.after(token)));
        }
    }

    @Test
    @Clause("ST-PAGE-5")
    final void aTokenOfAnotherTypeIsRefused() {
        PageToken token = tokenOf(filled(), Query.all().limit(2));
        RecordStore lists = open(ContractTypes.LISTS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> lists.query(Optional.empty(), Query.all().after(token)));
    }

    @Test
    @Clause("ST-PAGE-6")
    final void aMalformedTokenIsRefused() {
        RecordStore store = filled();
        String good = tokenOf(store, Query.all().limit(2)).text();

        for (String bad : List.of("", "x", "!", "AAAA", good.substring(1), good.substring(0, good.length() / 2))) {
            assertThatIllegalArgumentException()
                    .as("token '%s'", bad)
                    .isThrownBy(() -> store.query(Optional.empty(), Query.all().after(new PageToken(bad))));
        }
    }

    @Test
    @Clause("ST-PAGE-7")
    final void aTokenIsTheSameWhicheverStoreMadeIt() {
        RecordStore store = filled();
        for (Query query : orders()) {
            List<StoredRecord> whole = store.query(Optional.empty(), query).items();
            Page<StoredRecord> elsewhere = new ExpectedRecords(ContractTypes.EVERYTHING, whole).query(query.limit(5));
            Page<StoredRecord> here = store.query(Optional.empty(), query.limit(5));

            assertThat(here).isEqualTo(elsewhere);
            assertThat(here.next()).contains(Keyset.tokenAfter(ContractTypes.EVERYTHING, query, whole.get(4)));
            assertThat(walk(store, query.limit(3).after(elsewhere.next().orElseThrow())))
                    .containsExactlyElementsOf(whole.subList(5, RECORDS));
        }
    }

    @Test
    @Clause("ST-PAGE-8")
    final void thePageSizeMayChangeBetweenPages() {
        RecordStore store = filled();
        List<StoredRecord> whole = walk(store, Query.all());
        PageToken token = tokenOf(store, Query.all().limit(2));

        assertThat(walk(store, Query.all().limit(7).after(token))).containsExactlyElementsOf(whole.subList(2, RECORDS));
    }

    @Test
    @Clause("ST-PAGE-9")
    final void pagesAreCompleteAboveTheBasicPlane() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        List<String> texts = List.of("a", "\uE000", "\uFFFD", "\uD83D\uDE00", "\uD83D\uDE00a", "\uDBFF\uDFFD");
        texts.forEach(it -> applied(store.put(key(it), Contents.text(it), Precondition.none())));

        for (int size = 1; size < texts.size(); size++) {
            assertThat(walk(store, Query.all().limit(size)))
                    .extracting(it -> it.key().id())
                    .containsExactlyInAnyOrderElementsOf(texts);
            assertThat(walk(store, Query.all().orderBy(TEXT.desc()).limit(size)))
                    .extracting(it -> it.key().id())
                    .containsExactlyInAnyOrderElementsOf(texts);
        }
    }

    /** Ties, missing values, an emoji above U+FFFD, −0.0 beside 0.0, and one value at two scales. */
    private RecordStore filled() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        List<String> ids = List.of("a", "b", "c", "d", "e", "f", "g", "é", "\uFFFD", "\uD83D\uDE00", "z");
        for (int i = 0; i < RECORDS; i++) {
            Struct content = empty();
            if (i % 3 > 0) {
                content = content.with("number", Value.of(i % 2));
            }
            if (i % 4 > 0) {
                content = content.with("text", Value.of(ids.get(RECORDS - 1 - i / 2)));
                content = content.with("ratio", Value.of(i % 2 == 0 ? -0.0 : 0.0));
                content = content.with("price", new Value.Decimal(new BigDecimal(i % 2 == 0 ? "1.0" : "1.00")));
                content = content.with("fineAt", Value.of(Instant.EPOCH.plusNanos(1000L * (i % 2))));
            }
            applied(store.put(key(ids.get(i)), content, Precondition.none()));
        }
        return store;
    }

    private static List<Query> orders() {
        Field<Double> ratio = Field.of("ratio", Double.class);
        Field<BigDecimal> price = Field.of("price", BigDecimal.class);
        Field<Instant> fineAt = Field.of("fineAt", Instant.class);
        return List.of(
                Query.all(),
                Query.all().orderBy(KEY.desc()),
                Query.all().orderBy(TEXT.asc()),
                Query.all().orderBy(TEXT.desc()),
                Query.all().orderBy(NUMBER.asc(), TEXT.desc()),
                Query.all().orderBy(NUMBER.desc(), KEY.desc()),
                Query.all().orderBy(ratio.asc(), price.desc(), NUMBER.asc()),
                Query.all().orderBy(fineAt.desc()));
    }

    private static PageToken tokenOf(RecordStore store, Query query) {
        return store.query(Optional.empty(), query).next().orElseThrow();
    }

    private static List<StoredRecord> walk(RecordStore store, Query query) {
        List<StoredRecord> records = new ArrayList<>();
        Page<StoredRecord> page = store.query(Optional.empty(), query);
        records.addAll(page.items());
        while (page.next().isPresent()) {
            assertThat(page.items()).as("a page with a page after it").hasSize(query.limit());
            page = store.query(Optional.empty(), query.after(page.next().get()));
            assertThat(page.items()).as("a page after another").isNotEmpty();
            records.addAll(page.items());
        }
        return records;
    }
}
