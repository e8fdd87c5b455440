// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-QUERY}, by random queries over random records, compared with the API's own evaluation. */
public abstract class RandomQueryContract extends RecordStoreContract {

    private static final EntityType<?> TYPE = ContractTypes.EVERYTHING;

    private static final int RECORDS = 40;

    private static final int QUERIES = 200;

    private static final Condition.Operator[] OPERATORS = Condition.Operator.values();

    /** For subclasses. */
    protected RandomQueryContract() {}

    @Test
    @Clause("ST-QUERY-14")
    final void everyComparisonOfEveryFieldIsAnsweredAsInMemory() {
        List<StoredRecord> records = filled();
        for (FieldDef field : scalars()) {
            for (Value value : valuesOf(records, field)) {
                for (Condition.Operator operator : OPERATORS) {
                    if (operator == Condition.Operator.EQUAL || isOrdered(field)) {
                        check(records, Query.where(new Condition.Compare(field.name(), operator, value)));
                    }
                }
            }
        }
    }

    @Test
    @Clause("ST-QUERY-15")
    final void everyFieldOrdersAsInMemory() {
        List<StoredRecord> records = filled();
        for (FieldDef field : scalars()) {
            if (isOrdered(field)) {
                check(records, Query.all().orderBy(new Sort(field.name(), Sort.Direction.ASCENDING)));
                check(records, Query.all().orderBy(new Sort(field.name(), Sort.Direction.DESCENDING)));
            }
        }
    }

    @Test
    @Clause("ST-QUERY-16")
    final void randomQueriesAreAnsweredAsInMemory() {
        List<StoredRecord> records = filled();
        for (int seed = 0; seed < QUERIES; seed++) {
            Random random = new Random(seed);
            Query query = Query.where(condition(random, records, 0)).limit(1 + random.nextInt(RECORDS));
            for (int sorts = random.nextInt(3); sorts > 0; sorts--) {
                FieldDef field = pick(random, scalars());
                if (isOrdered(field)) {
                    query = query.orderBy(new Sort(field.name(), pick(random, List.of(Sort.Direction.values()))));
                }
            }
            Page<StoredRecord> page = check(records, query);
            if (page.next().isPresent()) {
                check(records, query.after(page.next().get()));
            }
        }
    }

    private List<StoredRecord> filled() {
        RecordStore store = everything();
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Struct content = RandomContents.ofTheBasicPlane(1000 + i).of(TYPE);
            Revision revision = applied(store.put(key("k" + i), content, Precondition.none()));
            records.add(Outcomes.stored(key("k" + i), content, revision));
        }
        return records;
    }

    @CanIgnoreReturnValue
    private Page<StoredRecord> check(List<StoredRecord> records, Query query) {
        QueryRules.check(TYPE, query);
        Page<StoredRecord> page = everything().query(Optional.empty(), query);
        assertThat(page).as("%s", query).isEqualTo(new ExpectedRecords(TYPE, records).query(query));
        return page;
    }

    private static Condition condition(Random random, List<StoredRecord> records, int depth) {
        return switch (random.nextInt(depth < 2 ? 10 : 7)) {
            case 0 -> new Condition.Missing(pick(random, scalars()).name());
            case 1 ->
                new Condition.Contains(
                        random.nextBoolean() ? "tags" : "labels",
                        RandomContents.ofTheBasicPlane(random.nextInt(50)).text());
            case 2 ->
                new Condition.Prefix(
                        "text",
                        ((Value.Text) RandomContents.ofTheBasicPlane(random.nextInt(50))
                                        .text())
                                .value());
            case 3 -> in(random, records);
            case 4, 5 -> comparison(random, records);
            case 6 -> new RandomListConditions(TYPE, records, random).any();
            case 7 -> new Condition.Not(condition(random, records, depth + 1));
            case 8 -> new Condition.Or(parts(random, records, depth));
            default -> new Condition.And(parts(random, records, depth));
        };
    }

    private static List<Condition> parts(Random random, List<StoredRecord> records, int depth) {
        return Stream.generate(() -> condition(random, records, depth + 1))
                .limit(random.nextInt(3))
                .toList();
    }

    private static Condition comparison(Random random, List<StoredRecord> records) {
        FieldDef field = pick(random, scalars());
        Condition.Operator operator = isOrdered(field) ? pick(random, List.of(OPERATORS)) : Condition.Operator.EQUAL;
        return new Condition.Compare(field.name(), operator, pick(random, valuesOf(records, field)));
    }

    private static Condition in(Random random, List<StoredRecord> records) {
        FieldDef field = pick(random, scalars());
        List<Value> values = valuesOf(records, field);
        return new Condition.In(field.name(), List.of(pick(random, values), pick(random, values)));
    }

    /** A few values of the field that records have, so that comparisons meet equal ones. */
    private static List<Value> valuesOf(List<StoredRecord> records, FieldDef field) {
        return records.stream()
                .flatMap(it -> it.content().find(field.name()).stream())
                .distinct()
                .limit(6)
                .toList();
    }

    private static List<FieldDef> scalars() {
        return TYPE.fields().stream()
                .filter(it -> it.type() instanceof FieldType.Scalar)
                .toList();
    }

    private static boolean isOrdered(FieldDef field) {
        return field.type() instanceof FieldType.Scalar it && it.kind().isOrdered();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
