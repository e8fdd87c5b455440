// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Contents and keys of the {@link ContractTypes}, for tests that do not depend on the content. */
final class Contents {

    static final Field<String> TEXT = Field.of("text", String.class);
    static final Field<Integer> NUMBER = Field.of("number", Integer.class);
    static final Field<String> KEY = Field.of("key", String.class);

    private Contents() {}

    /** The smallest content of {@link ContractTypes#EVERYTHING}. */
    static Struct empty() {
        return Struct.builder()
                .put("parts", Value.Items.of())
                .put("labels", Value.Items.of())
                .build();
    }

    /** A content of {@link ContractTypes#EVERYTHING} with one more member. */
    static Struct with(String field, Value value) {
        return empty().with(field, value);
    }

    /** A content of {@link ContractTypes#EVERYTHING} with this text. */
    static Struct text(String text) {
        return with("text", Value.of(text));
    }

    /** A content of {@link ContractTypes#EVERYTHING} with rows in both child tables. */
    static Struct withChildren(String text, String... parts) {
        Value[] rows = new Value[parts.length];
        Value[] labels = new Value[parts.length];
        for (int i = 0; i < parts.length; i++) {
            rows[i] = Struct.builder().put("name", parts[i]).build();
            labels[i] = Value.of("label " + parts[i]);
        }
        return text(text).with("parts", Value.Items.of(rows)).with("labels", Value.Items.of(labels));
    }

    /** The smallest content of {@link ContractTypes#LISTS}. */
    static Struct emptyLists() {
        return Struct.builder()
                .put("numbers", Value.Items.of())
                .put("moments", Value.Items.of())
                .put("rows", Value.Items.of())
                .build();
    }

    /** A content of {@link ContractTypes#ACCOUNTS}. */
    static Struct account(String name) {
        return Struct.builder().put("name", name).build();
    }

    static RecordKey key(String id) {
        return RecordKey.global(id);
    }

    static Optional<Struct> contentAt(RecordStore store, RecordKey key) {
        return store.find(key).map(StoredRecord::content);
    }
}
