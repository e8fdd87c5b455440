// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.postgres.internal.ExistingIndexes.Existing;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.spi.StoredIndex;

/** The indexes of the tables of an entity type in the words of the type. Pure. */
final class IndexedFields {

    private static final String DESCENDING = " DESC";

    private final TableSchema shape;

    IndexedFields(TableSchema shape) {
        this.shape = shape;
    }

    /** Those of the tables of the type. */
    List<StoredIndex> of(List<Existing> existing) {
        List<StoredIndex> indexes = new ArrayList<>();
        for (Existing it : existing) {
            if (!it.name().isEmpty() && it.table().equals(shape.type().table())) {
                indexes.add(index(it, "tenant_id", root()));
            }
            shape.children().stream()
                    .filter(child -> !it.name().isEmpty()
                            && SchemaStatements.plain(child.table()).equals(it.table()))
                    .forEach(child -> indexes.add(index(it, unquoted(child.tenantId()), child(child))));
        }
        return indexes;
    }

    private StoredIndex index(Existing it, String tenant, Map<String, String> fields) {
        boolean ofTenant = shape.tenant() && it.columns().get(0).equals(tenant);
        List<StoredIndex.Key> keys = it.columns().stream()
                .skip(ofTenant ? 1 : 0)
                .map(column -> key(column, fields))
                .toList();
        return new StoredIndex(
                it.name(),
                keys,
                ofTenant || !shape.tenant(),
                it.isUnique(),
                it.isPartial(),
                it.isOrdered(),
                it.isValid());
    }

    private static StoredIndex.Key key(String column, Map<String, String> fields) {
        boolean descending = column.endsWith(DESCENDING);
        String name = descending ? column.substring(0, column.length() - DESCENDING.length()) : column;
        Optional<String> field = Optional.ofNullable(fields.get(name));
        return new StoredIndex.Key(field.orElse(name), field.isPresent(), descending);
    }

    private Map<String, String> root() {
        Map<String, String> fields =
                new HashMap<>(Map.of(shape.type().idColumn(), shape.type().idField()));
        shape.columns().forEach(it -> fields.put(it.column(), it.name()));
        return fields;
    }

    private static Map<String, String> child(ChildTable child) {
        Map<String, String> fields = new HashMap<>();
        for (FieldDef column : child.columns()) {
            String name = child.ofValues() ? Field.ELEMENT : column.name();
            fields.put(column.column(), child.field().name() + "." + name);
        }
        return fields;
    }

    private static String unquoted(String name) {
        return name.replace("\"", "");
    }
}
