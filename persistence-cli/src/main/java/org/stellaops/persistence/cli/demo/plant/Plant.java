package org.stellaops.persistence.cli.demo.plant;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One difference between the stores, planted or found.
 *
 * @param kind what differs
 * @param key the key of the record
 * @param field the path of the field, null where the whole record is meant
 */
public record Plant(PlantKind kind, String key, @Nullable String field) implements Comparable<Plant> {

    private static final Comparator<Plant> ORDER =
            Comparator.comparing(Plant::kind).thenComparing(Plant::key).thenComparing(Plant::fieldOrEmpty);

    @Override
    public int compareTo(Plant other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind.text() + " " + key + (field == null ? "" : " at " + field);
    }

    private String fieldOrEmpty() {
        return field == null ? "" : field;
    }
}
