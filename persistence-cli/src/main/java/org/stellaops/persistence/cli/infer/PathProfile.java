// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What stands at one path of the documents: how often, of which types, of which shapes. */
final class PathProfile {

    /** Of one document so many members are told apart; more are free keys. */
    static final int MOST_MEMBERS = 400;

    private static final int DEEPEST = 90;

    private final EnumMap<BsonType, Long> types = new EnumMap<>(BsonType.class);
    private final EnumMap<TextShape, Long> shapes = new EnumMap<>(TextShape.class);
    private final Map<Integer, Long> subtypes = new LinkedHashMap<>();
    private final Map<String, PathProfile> members = new LinkedHashMap<>();
    private final DistinctValues.Budget budget;
    private final FewTexts texts = new FewTexts();
    private final DistinctValues scalars;
    private @Nullable PathProfile elements;
    private NumberRange numbers = NumberRange.NONE;
    private boolean freeKeys;
    private long longestText;
    private long emptyDocuments;
    private long emptyArrays;

    /** Nothing seen yet. */
    PathProfile(DistinctValues.Budget budget) {
        this.budget = budget;
        this.scalars = new DistinctValues(budget);
    }

    /** Takes a value into account. */
    void add(BsonValue value, int depth) {
        types.merge(value.getBsonType(), 1L, Long::sum);
        switch (value.getBsonType()) {
            case STRING -> text(value.asString().getValue());
            case INT32, INT64, DOUBLE, DECIMAL128 -> {
                numbers = numbers.with(value);
                scalars.add(value.toString());
            }
            case BINARY -> subtypes.merge((int) value.asBinary().getType(), 1L, Long::sum);
            case OBJECT_ID, BOOLEAN, DATE_TIME -> scalars.add(value.toString());
            case DOCUMENT -> document(value, depth);
            case ARRAY -> array(value, depth);
            default -> {
                // Counted by its type; nothing else is known of it.
            }
        }
    }

    private void text(String text) {
        longestText = Math.max(longestText, text.length());
        shapes.merge(TextShape.of(text), 1L, Long::sum);
        texts.add(text);
        scalars.add(text);
    }

    private void document(BsonValue value, int depth) {
        emptyDocuments += value.asDocument().isEmpty() ? 1 : 0;
        if (depth < DEEPEST) {
            value.asDocument().forEach((name, member) -> {
                if (members.size() < MOST_MEMBERS || members.containsKey(name)) {
                    members.computeIfAbsent(name, it -> new PathProfile(budget)).add(member, depth + 1);
                } else {
                    freeKeys = true;
                }
            });
        }
    }

    private void array(BsonValue value, int depth) {
        emptyArrays += value.asArray().isEmpty() ? 1 : 0;
        if (depth < DEEPEST) {
            PathProfile each = elements();
            value.asArray().forEach(it -> each.add(it, depth + 1));
        }
    }

    /** What the elements of arrays are. */
    PathProfile elements() {
        PathProfile known = elements;
        if (known == null) {
            known = new PathProfile(budget);
            elements = known;
        }
        return known;
    }

    Map<String, PathProfile> members() {
        return members;
    }

    Map<BsonType, Long> types() {
        return types;
    }

    Map<TextShape, Long> shapes() {
        return shapes;
    }

    Map<Integer, Long> subtypes() {
        return subtypes;
    }

    /** The different texts. */
    FewTexts texts() {
        return texts;
    }

    /** The different scalars of all types. */
    DistinctValues scalars() {
        return scalars;
    }

    NumberRange numbers() {
        return numbers;
    }

    boolean hasFreeKeys() {
        return freeKeys;
    }

    long longestText() {
        return longestText;
    }

    boolean hasEmptyDocuments() {
        return emptyDocuments > 0;
    }

    boolean hasEmptyArrays() {
        return emptyArrays > 0;
    }

    /** How often anything stands here, nulls included. */
    long total() {
        return types.values().stream().mapToLong(Long::longValue).sum();
    }

    long count(BsonType type) {
        return types.getOrDefault(type, 0L);
    }

    /** How often a value stands here that is not null. */
    long present() {
        return total() - count(BsonType.NULL);
    }

    /** Whether all values but nulls are of these types, and there is one. */
    boolean isOnly(BsonType... some) {
        long of = 0;
        for (BsonType type : some) {
            of += count(type);
        }
        return of > 0 && of == present();
    }

    /** Whether all texts are of these shapes, and there is one. */
    boolean hasOnly(TextShape... some) {
        long of = 0;
        for (TextShape shape : some) {
            of += shapes.getOrDefault(shape, 0L);
        }
        return of > 0 && of == count(BsonType.STRING);
    }
}
